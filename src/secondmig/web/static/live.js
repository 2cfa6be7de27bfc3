/** What happened, for people who listen (one polite region, one sentence at a time) and for those who look. */
const SHOWN = 4_000; // milliseconds

let hides = 0;

export function announce(sentence) {
  const region = document.querySelector("#live");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = sentence;
  }, 30);
  const shown = document.querySelector("#said") ?? document.body.appendChild(made());
  shown.textContent = sentence;
  shown.hidden = false;
  clearTimeout(hides);
  hides = setTimeout(() => (shown.hidden = true), SHOWN);
}

function made() {
  const element = document.createElement("p");
  element.id = "said";
  element.setAttribute("aria-hidden", "true");
  return element;
}
