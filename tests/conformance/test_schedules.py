"""Schedules fire when the reference says they do: random ones of every kind and zone, from fixed seeds."""

import os
from pathlib import Path

import pytest

import schedule_comparison

SEEDS = range(1, 21)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_schedules_have_the_dates_of_the_reference(seed: int) -> None:
    program = Path(os.environ["PRAETOR_PROGRAM"]).with_name("praetor_schedule_dates")
    counted, different = schedule_comparison.compare(str(program), seed)
    assert different == []
    assert sum(number for name, number in counted.items() if name.endswith(": the same")) >= schedule_comparison.BATCH * 0.8
    assert counted["dates"] >= schedule_comparison.BATCH
