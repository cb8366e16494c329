"""The weights of an exported attribution tagger as a training checkpoint again: a start for more passes, or for another export.

    python training/shipped.py src/readouts/encoders/weights/attribution build/attribution/model.pt

The encoder ships in seven bits a weight, so what comes back is rounded to those; more training takes the rounding out again.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper

from attribution import FROZEN, Encoder


def _arrays(graph: Any) -> dict[str, torch.Tensor]:
    return {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}


def _full(arrays: dict[str, torch.Tensor], name: str) -> torch.Tensor:
    """A quantised array in 32-bit floats."""
    zero = arrays[f"{name}_zero_point"].float()
    return (arrays[f"{name}_quantized"].float() - zero) * arrays[f"{name}_scale"]


def _module(node: str) -> str:
    """The module of a node's name: ``/cue/cue.0/MatMul_quant`` is of ``cue.0``."""
    parts = node.strip("/").split("/")[:-1]
    kept = [p for n, p in enumerate(parts) if not (n + 1 < len(parts) and parts[n + 1].startswith(p + "."))]
    return ".".join(kept)


def checkpoint(folder: Path) -> dict[str, dict[str, torch.Tensor]]:
    """State dicts of the encoder and the linker, as ``attribution.train`` saves them."""
    graph = onnx.load(folder / "encoder.onnx").graph
    arrays = _arrays(graph)
    encoder = {n: a for n, a in arrays.items() if n.endswith((".weight", ".bias"))}
    encoder |= {n.removesuffix("_quantized"): _full(arrays, n.removesuffix("_quantized")) for n in arrays if n.endswith(".weight_quantized")}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            encoder[f"{_module(node.name)}.weight"] = _full(arrays, node.input[1].removesuffix("_quantized")).T.contiguous()
    # What is never trained comes from the backbone itself, unrounded.
    still = ("bert.embeddings.", *(f"bert.encoder.layer.{n}." for n in range(FROZEN)))
    encoder |= {n: a for n, a in Encoder().state_dict().items() if n.startswith(still)}
    graph = onnx.load(folder / "link.onnx").graph
    arrays = _arrays(graph)
    linker = {n: a for n, a in arrays.items() if n.endswith((".weight", ".bias"))}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in arrays:
            linker[f"{_module(node.name)}.weight"] = arrays[node.input[1]].T.contiguous()
    return {"encoder": encoder, "linker": linker}


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder", type=Path)
    p.add_argument("to", type=Path)
    args = p.parse_args()
    args.to.parent.mkdir(parents=True, exist_ok=True)
    torch.save(checkpoint(args.folder), args.to)


if __name__ == "__main__":
    main()
