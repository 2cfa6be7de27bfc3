/** Where the bar takes more lines than the style sheet counts with, what sticks below it stands lower. */
const root = document.documentElement;
const bar = document.querySelector(".bar");

/** Measure the bar now, as after something was put into it; its height in px. */
export function measureBar() {
  const height = Math.ceil(bar.getBoundingClientRect().height);
  root.style.removeProperty("--bar");
  const own = getComputedStyle(root);
  const counted = parseFloat(own.getPropertyValue("--bar")) * parseFloat(own.fontSize);
  if (height > counted + 1) root.style.setProperty("--bar", `${height}px`);
  return height;
}

if (bar) new ResizeObserver(measureBar).observe(bar);
