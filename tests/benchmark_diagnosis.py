"""How often the diagnosis is right: ``python -m tests.benchmark_diagnosis``, in four minutes.

Of a thousand worlds some 740 have the runs that a verdict takes, and the share of these that is
right goes up and down by 0.3 points from seed to seed; of ten thousand worlds, by 0.1.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain

from tests.worlds.permitted import draw_causes
from tests.worlds.recipe import draw_recipe, draw_usual
from tests.worlds.scoring import (
    Outcome,
    draw_matrix,
    judge_seeds,
    share_exact,
    share_right,
    share_wrong,
)

STRIDE = 1_000_000
"""Between the first worlds of two seeds."""
PIECE = 50
RULE = """\
tellable: an ideal observer, who sees the same bytes, knows what may stand, grow or drift beside
  them but not how much, and is spared some doubts, would name the truth at a tenth of the risk
  that the product's own losses allow (tests/worlds/telling.py).
exact: the truth is named. right: it is, or the verdict is unknown and the world is not tellable."""
CAUSES_RULE = """\
cause: with options, script and saved bookmark readable, the finding that says why old data is read
  again is there, and none where none is. kind: the pattern is right; unknown is so right after a
  change only."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the matrix and the shares; 1 when anybody was accused wrongly."""
    options = _parse(arguments)
    started = time.perf_counter()
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(options.processes) as pool:
        for seed in options.seeds:
            first = seed * STRIDE
            pieces = [
                range(start, min(start + PIECE, first + options.worlds))
                for start in range(first, first + options.worlds, PIECE)
            ]
            judge = partial(judge_seeds, draw=draw_usual if options.usual else draw_recipe)
            of_seed = [one for piece in pool.map(judge, pieces) for one in piece]
            print(f"seed {seed}: {_sum_up(of_seed)}")
            outcomes += of_seed
    seconds = time.perf_counter() - started
    print(f"\n{draw_matrix(outcomes)}\n\n{RULE}\n\nall: {_sum_up(outcomes)}")
    print(f"time: {seconds:.1f} s, {1000 * seconds / len(outcomes):.1f} ms a world")
    if not options.usual:
        permitted = (
            range(seed * STRIDE, seed * STRIDE + options.worlds // 20) for seed in options.seeds
        )
        print(f"\n{draw_causes(chain.from_iterable(permitted))}\n\n{CAUSES_RULE}\n")
    wrong = [one for one in outcomes if one.is_false_alarm]
    for one in wrong:
        print(f"false reprocessing: world {one.seed} is {one.story}, verdict {one.verdict}")
    return 1 if wrong else 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=2000, help="worlds for each seed")
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=range(5), help="seeds of the generator"
    )
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--usual", action="store_true", help="worlds without what few chains have")
    return parser.parse_args(arguments)


def _sum_up(outcomes: Sequence[Outcome]) -> str:
    counted = [one for one in outcomes if one.counts]
    untellable = sum(not one.is_tellable for one in counted)
    return (
        f"{len(outcomes)} worlds, {len(counted)} with 4 or more complete runs; "
        f"right {share_right(outcomes, tellable=False):.1%} of these, "
        f"{share_right(outcomes, tellable=True):.1%} of those that bytes can tell "
        f"({untellable} they cannot), named exactly {share_exact(outcomes):.1%}; "
        f"named wrongly {share_wrong(outcomes):.1%}; "
        f"false reprocessing: {sum(one.is_false_alarm for one in outcomes)}"
    )


if __name__ == "__main__":
    sys.exit(main())
