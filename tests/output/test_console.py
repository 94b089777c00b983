from __future__ import annotations

from glueflow_tui.output.console import link_job


def test_a_run_and_a_job_have_an_address_in_their_region() -> None:
    home = "https://eu-west-1.console.aws.amazon.com/gluestudio/home?region=eu-west-1"

    assert link_job("eu-west-1", "in", "jr_1") == f"{home}#/job/in/run/jr_1"
    assert link_job("eu-west-1", "a b/c") == f"{home}#/editor/job/a%20b%2Fc/runs"


def test_other_partitions_have_consoles_of_their_own() -> None:
    assert "cn-north-1.console.amazonaws.cn" in link_job("cn-north-1", "in")
    assert "us-gov-west-1.console.amazonaws-us-gov.com" in link_job("us-gov-west-1", "in")
