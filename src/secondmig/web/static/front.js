/** The first page of a project: transcripts to bring in, a codebook to begin with, and the tour. */
import { beginBringing } from "./bring.js";
import { call } from "./api.js";
import { announce } from "./live.js";
import { t } from "./strings.js";

beginBringing();
const button = document.querySelector("#begin-codebook");
button?.addEventListener("click", async () => {
  button.disabled = true;
  try {
    const { said } = await call("POST", "/api/codebook/template", {});
    announce(t("begin.done"));
    document.querySelector("#begin-said").textContent = said.join(" · ");
    button.remove();
  } catch (problem) {
    button.disabled = false;
    document.querySelector("#begin-said").textContent = [problem.told?.message, problem.told?.hint].filter(Boolean).join(" · ") || t("bring.away");
  }
});
document.body.dataset.ready = "true";
