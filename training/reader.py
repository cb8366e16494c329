"""The statement reader in torch: MiniLM whose lower half is shared, and a small transformer over a document's statements.

The three lower layers stay as they are and feed two upper halves: the unchanged one gives the topic vector, the trained
one the stance vector. ``train_reader.py`` fits it, ``export_reader.py`` turns it into the two graphs of the runtime.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.functional import gelu, scaled_dot_product_attention
from transformers import BertModel

from attribution import backbone
from readouts.extract.stance.features import WIDTH
from readouts.model import STANCES

HIDDEN, HEADS, SHARED, MARKS = 384, 12, 3, 3
REACH = 8


class Attention(nn.Module):
    """Multi-head attention whose shapes all come from the input, so that an exported graph takes any length."""

    def __init__(self, hidden: int, heads: int) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(hidden, hidden) for _ in range(4))
        self.heads = heads

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        q, k, v = self.split(self.q(x)), self.split(self.k(x)), self.split(self.v(x))
        return self.o(scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """One post-norm transformer layer, in BERT's order."""

    def __init__(self, hidden: int = HIDDEN, heads: int = HEADS, wide: int = 1536, drop: float = 0.1) -> None:
        super().__init__()
        self.attention = Attention(hidden, heads)
        self.first, self.second = nn.LayerNorm(hidden, eps=1e-12), nn.LayerNorm(hidden, eps=1e-12)
        self.up, self.down = nn.Linear(hidden, wide), nn.Linear(wide, hidden)
        self.drop = nn.Dropout(drop)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        x = self.first(x + self.drop(self.attention(x, bias)))
        return self.second(x + self.drop(self.down(gelu(self.up(x)))))

    def take(self, bert: Any) -> None:
        """Copy the weights of a BERT layer."""
        pairs = [
            (self.attention.q, bert.attention.self.query), (self.attention.k, bert.attention.self.key),
            (self.attention.v, bert.attention.self.value), (self.attention.o, bert.attention.output.dense),
            (self.first, bert.attention.output.LayerNorm), (self.up, bert.intermediate.dense),
            (self.down, bert.output.dense), (self.second, bert.output.LayerNorm),
        ]  # fmt: skip
        for mine, theirs in pairs:
            mine.load_state_dict(theirs.state_dict())


def masked(mask: torch.Tensor) -> torch.Tensor:
    """Additive attention bias, shape ``(n, 1, 1, t)``."""
    return (1 - mask.float())[:, None, None, :] * -1e4


def mean(h: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    m = mask.unsqueeze(-1).float()
    return (h * m).sum(1) / m.sum(1).clamp(min=1)


class Lower(nn.Module):
    """Embeddings and the shared layers; never trained."""

    def __init__(self) -> None:
        super().__init__()
        bert = BertModel.from_pretrained(backbone(), local_files_only=True, add_pooling_layer=False)
        self.embeddings = bert.embeddings
        self.layers = nn.ModuleList(Layer() for _ in range(SHARED))
        self.topic = nn.ModuleList(Layer() for _ in range(6 - SHARED))
        for mine, theirs in zip([*self.layers, *self.topic], bert.encoder.layer, strict=True):
            mine.take(theirs)
        self.requires_grad_(False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        bias, h = masked(mask), self.embeddings(input_ids=ids)
        for layer in self.layers:
            h = layer(h, bias)
        top = h
        for layer in self.topic:
            top = layer(top, bias)
        return h, torch.nn.functional.normalize(mean(top, mask), dim=-1)


class Upper(nn.Module):
    """The trained upper half: shared states to a stance vector, by the mean and a learned look at the pieces."""

    def __init__(self, lower: Lower) -> None:
        super().__init__()
        self.features = nn.Embedding(6, HIDDEN)
        nn.init.zeros_(self.features.weight)
        self.layers = nn.ModuleList(Layer() for _ in range(6 - SHARED))
        for mine, theirs in zip(self.layers, lower.topic, strict=True):
            mine.load_state_dict(theirs.state_dict())
        self.look = nn.Linear(HIDDEN, 4)
        self.out = nn.Linear(5 * HIDDEN, HIDDEN)

    def forward(self, h: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        bias = masked(mask)
        h = h + self.features(features)
        for layer in self.layers:
            h = layer(h, bias)
        weight = torch.softmax(self.look(h) + (1 - mask.float()).unsqueeze(-1) * -1e4, dim=1)
        looked = (weight.transpose(1, 2) @ h).flatten(1)
        return self.out(torch.cat([mean(h, mask), looked], -1))


class Context(nn.Module):
    """Scores of every statement of a document, read among its neighbours; the title stands first."""

    def __init__(self, drop: float = 0.2) -> None:
        super().__init__()
        self.topic, self.stance = nn.Linear(HIDDEN, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.place = nn.Linear(WIDTH, HIDDEN)
        self.title = nn.Parameter(torch.zeros(HIDDEN))
        self.norm, self.drop = nn.LayerNorm(HIDDEN), nn.Dropout(drop)
        self.layers = nn.ModuleList(Layer(heads=8, wide=768, drop=drop) for _ in range(2))
        self.near = nn.Embedding(2 * REACH + 1, 8)
        nn.init.zeros_(self.near.weight)
        self.found, self.kind = nn.Linear(2 * HIDDEN, 1), nn.Linear(2 * HIDDEN, len(STANCES))
        self.marks = nn.Linear(2 * HIDDEN, MARKS)
        self.quarrel = nn.Linear(2 * HIDDEN, 1)

    def forward(
        self, topic: torch.Tensor, stance: torch.Tensor, place: torch.Tensor, mask: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Per statement: found, kind, marks; per document: whether its accounts contradict one another."""
        own = gelu(self.stance(stance) + self.place(place))
        at = torch.arange(topic.shape[1], device=topic.device)
        first = (at == 0).float()[:, None] * self.title
        x = self.drop(self.norm(own + self.topic(topic) + first))
        step = (at[None, :] - at[:, None]).clamp(-REACH, REACH) + REACH
        bias = self.near(step).permute(2, 0, 1)[None]
        if mask is not None:
            bias = bias + masked(mask)
        for layer in self.layers:
            x = layer(x, bias)
        z = self.drop(torch.cat([x, own], -1))
        all_of_it = x.mean(1) if mask is None else mean(x, mask)
        whole = self.drop(torch.cat([x[:, 0], all_of_it], -1))
        return self.found(z).squeeze(-1), self.kind(z), self.marks(z), self.quarrel(whole).squeeze(-1)
