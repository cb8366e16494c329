// Who says the words under the pointer or the focus, and for whom.

const text = document.getElementById("text");
const here = document.getElementById("here");
const notes = new Map([...document.querySelectorAll(".notes [data-of]")].map((n) => [n.dataset.of, n]));
const pieces = [...document.querySelectorAll("#text [data-of], #title [data-of]")];
const owners = (piece) => piece.dataset.of.split(" ");

const said = (of) => {
  const note = notes.get(of);
  if (!note) return "";
  const line = note.querySelector(".lead") ?? note;
  return `${note.value ? `${note.value}: ` : ""}${line.textContent.trim().replace(/\s+/g, " ")}`;
};

/** Light up every piece of these accounts and attributions, and say who speaks. */
const light = (ids, speak) => {
  const wanted = new Set(ids);
  for (const piece of pieces) piece.classList.toggle("on", owners(piece).some((of) => wanted.has(of)));
  for (const [of, note] of notes) note.classList.toggle("near", wanted.has(of));
  if (here && speak) here.textContent = ids.map(said).filter(Boolean).join(" · ");
};

const at = (event) => (event.target instanceof Element ? event.target.closest("[data-of]") : null);
for (const root of [text, document.getElementById("title"), document.querySelector(".notes")]) {
  if (!root) continue;
  root.addEventListener("pointerover", (event) => {
    const piece = at(event);
    light(piece ? owners(piece) : [], root !== document.querySelector(".notes"));
  });
  root.addEventListener("pointerleave", () => light([], true));
  root.addEventListener("focusin", (event) => {
    const piece = at(event);
    if (piece) light(owners(piece), true);
  });
}

/** A link to a passage lights all of it and puts the focus there. */
const arrive = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id.startsWith("a-")) return;
  const of = id.slice(2);
  for (const piece of pieces) piece.classList.toggle("lit", owners(piece).includes(of));
  for (const [name, note] of notes) note.classList.toggle("lit", name === of);
  const door = document.getElementById(id);
  const note = notes.get(of);
  note?.closest("details")?.setAttribute("open", "");
  note?.scrollIntoView({ block: "nearest" });
  door?.scrollIntoView({ block: "center" });
  door?.focus({ preventScroll: true });
};
window.addEventListener("hashchange", arrive);
arrive();
