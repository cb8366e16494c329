// What every page does beyond plain links and forms. Without scripts all of it works by links and buttons.

/** After a part of the page was replaced, say so and go on from there. */
document.addEventListener("htmx:afterSettle", (event) => {
  const main = document.getElementById("main");
  if (!main || !(event.target instanceof Element) || event.target.id !== "main") return;
  document.dispatchEvent(new CustomEvent("readouts:shown"));
  if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
});

/** An answer that is an error page is shown as such. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr && xhr.status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

/** A filter form sends only what is filled in, so that addresses stay short. */
document.addEventListener("htmx:configRequest", (event) => {
  const { verb, parameters, elt } = event.detail;
  if (verb !== "get" || !(elt instanceof HTMLFormElement)) return;
  for (const [name, value] of Object.entries(parameters)) if (value === "") delete parameters[name];
});

/** Words that are not kept in the address bar's page: jump to an account and show it. */
const arrive = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const there = id && document.getElementById(id);
  if (there && there.matches(".account, .notes li")) there.focus({ preventScroll: true });
};
window.addEventListener("hashchange", arrive);
arrive();
