"""praetor and the reference answer the same calls the same, and leave the same rows: sequences that once differed, and
random ones. `./dev differ` runs more of those."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from differ.generator import Generator
from differ.pair import Difference, Pair
from differ.run import openapi_of, replay, run_random
from differ.step import Step, load

FOUND = sorted((Path(__file__).parent / "found").glob("*.json"))
SEEDS = range(1, 3)
STEPS = 60


@pytest.fixture(scope="module")
def pair(dialect: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two servers of the dialect on databases of their own, for all sequences in turn."""
    made = Pair(dialect, tmp_path_factory.mktemp("differ"))
    yield made
    made.end()


@pytest.mark.parametrize("sequence", FOUND, ids=lambda file: file.stem)
def test_what_differed_once_is_the_same(pair: Pair, sequence: Path) -> None:
    with told():
        replay(pair, load(sequence))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_sequences_are_answered_the_same(pair: Pair, seed: int) -> None:
    steps: list[Step] = []
    with told():
        run_random(pair, Generator(f"{seed}/0", openapi_of(pair)), STEPS, steps, {})


class told:
    """A difference as the failure of a test, without a trace."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type | None, what: BaseException | None, _: object) -> None:
        if isinstance(what, Difference):
            pytest.fail(str(what), pytrace=False)
