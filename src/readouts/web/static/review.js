// One key judges and goes on, as in the terminal. Every key presses a button or link that is there without scripts too.

const KEPT = "readouts.keys";
const on = () => {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
};

const typing = (target) =>
  target instanceof HTMLElement && (target.matches("input:not([type=checkbox]), select, textarea") || target.isContentEditable);

/** The switch in the list of keys: single keys can be turned off for good in this browser. */
const settle = () => {
  const box = document.getElementById("keys-on");
  if (!box) return;
  box.checked = on();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, box.checked ? "on" : "off");
    } catch {
      // a browser that keeps nothing asks again the next time
    }
  });
};

const shown = () => {
  settle();
  const item = document.getElementById("item");
  if (item && !typing(document.activeElement)) item.focus({ preventScroll: true });
};

let busy = false;
document.addEventListener("htmx:beforeRequest", () => { busy = true; });
for (const over of ["htmx:afterSwap", "htmx:sendError", "htmx:timeout", "htmx:sendAbort"])
  document.addEventListener(over, () => { busy = false; });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) {
    document.getElementById("item")?.focus();
    return;
  }
  if (typing(event.target) || !on()) return;
  const key = { ArrowRight: "j", ArrowLeft: "k" }[event.key] ?? event.key;
  if (key.length !== 1) return;
  if (busy) {
    event.preventDefault(); // a key that is held down judges one item, not the next as well
    return;
  }
  const field = document.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  const thing = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (field instanceof HTMLElement) {
    event.preventDefault();
    field.focus();
  } else if (thing instanceof HTMLDetailsElement) {
    event.preventDefault();
    thing.open = !thing.open;
    thing.querySelector("summary")?.focus();
  } else if (thing instanceof HTMLElement && !event.repeat) {
    event.preventDefault();
    thing.click();
  }
});

document.addEventListener("readouts:shown", shown);
shown();
