// Lines between the accounts that contradict each other. The numbers beside the accounts say the same without them.

const SVG = "http://www.w3.org/2000/svg";
const board = document.getElementById("accounts");
const wide = window.matchMedia("(min-width: 46rem)");

const pairs = () => {
  const found = new Map();
  for (const link of board.querySelectorAll(".pair")) {
    const list = found.get(link.dataset.pair) ?? [];
    list.push(link);
    found.set(link.dataset.pair, list);
  }
  return [...found].filter(([, links]) => links.length === 2);
};

const draw = () => {
  board.querySelector(".strands")?.remove();
  if (!wide.matches) return;
  const all = board.getBoundingClientRect();
  const sheet = document.createElementNS(SVG, "svg");
  sheet.setAttribute("class", "strands");
  sheet.setAttribute("aria-hidden", "true");
  sheet.setAttribute("viewBox", `0 0 ${all.width} ${all.height}`);
  for (const [number, links] of pairs()) {
    const [left, right] = links
      .map((link) => ({ card: link.closest(".account").getBoundingClientRect(), mark: link.getBoundingClientRect() }))
      .sort((a, b) => a.card.left - b.card.left);
    if (right.card.left - left.card.right < 0) continue; // in one column the numbers must do
    const from = [left.card.right - all.left, left.mark.top + 10 - all.top];
    const to = [right.card.left - all.left, right.mark.top + 10 - all.top];
    const middle = (from[0] + to[0]) / 2;
    const strand = document.createElementNS(SVG, "path");
    strand.setAttribute("class", "strand");
    strand.setAttribute("data-pair", number);
    strand.setAttribute("d", `M${from} C${middle},${from[1]} ${middle},${to[1]} ${to}`);
    sheet.append(strand);
  }
  board.prepend(sheet);
};

const show = (event, on) => {
  const link = event.target instanceof Element ? event.target.closest(".pair") : null;
  if (!link) return;
  for (const strand of board.querySelectorAll(".strand"))
    strand.classList.toggle("on", on && strand.dataset.pair === link.dataset.pair);
};

if (board) {
  new ResizeObserver(draw).observe(board);
  wide.addEventListener("change", draw);
  window.addEventListener("beforeprint", draw);
  for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]])
    board.addEventListener(name, (event) => show(event, on));
}
