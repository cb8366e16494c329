"""A Ray cluster of two nodes as processes of this machine; one is killed when the first shard is there.

python -m tests.many.on_cluster FILE FOLDER [--chain whole]
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from readouts.engine.many.cluster import QUIET, Cluster
from readouts.engine.many.protocol import Recipe, recipe
from readouts.engine.many.run import run
from tests.keeping.plain import Plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--chain", choices=["plain", "whole"], default="plain")
    parser.add_argument("--shard", type=int, default=6)
    options = parser.parse_args()
    os.environ.update(QUIET)
    os.environ["RAY_DISABLE_DASHBOARD"] = "1"
    import ray
    from ray.cluster_utils import Cluster as Nodes

    nodes = Nodes(initialize_head=True, head_node_args={"num_cpus": 1, "object_store_memory": 100_000_000})
    second = nodes.add_node(num_cpus=1, object_store_memory=100_000_000)
    nodes.wait_for_nodes()
    print("two nodes", flush=True)
    killed: list[int] = []

    def kill(done: int, total: int, words: str) -> None:
        if 0 < done < total and not killed:
            killed.append(done)
            nodes.remove_node(second, allow_graceful=False)
            print(f"killed a node of two after {done} of {total} {words}", flush=True)

    how = Recipe(Plain) if options.chain == "plain" else recipe()
    engine = Cluster(address=nodes.address)
    manifest = run([options.file], options.folder, engine, how, size=options.shard, progress=kill)
    print(json.dumps({"counts": manifest["counts"], "killed": len(killed)}), flush=True)
    ray.shutdown()
    nodes.shutdown()


if __name__ == "__main__":
    main()
