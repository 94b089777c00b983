from __future__ import annotations

from dataclasses import replace

from glueflow_tui.output.explain import explain_finding
from glueflow_tui.tui.pictures.evidence import explain
from tests.tui import reports


def told(evidence: dict[str, object]) -> list[str]:
    report = reports.story()
    finding = replace(report.findings[0], evidence=evidence, link=None)
    lines = [line for _, line in explain(report, finding)]
    return lines[lines.index("Evidence") + 1 :]


def test_numbers_have_units_and_unknown_is_a_dash() -> None:
    assert told({"bytes_read": 2e9, "ratio": 2.6666, "n": None, "on": True, "kinds": ()}) == [
        "  bytes read: 2.00 GB",
        "  ratio: 2.67x",
        "  last n runs: -",
        "  on: yes",
        "  kinds: none",
    ]


def test_runs_are_called_by_job_and_number() -> None:
    run = reports.story().jobs[1].runs[1].id

    assert told({"run": run, "runs": (run, "jr_unknown")}) == [
        "  run: orders-out #2",
        "  runs: orders-out #2, jr_unknown",
    ]


def test_evidence_is_told_as_the_text_report_tells_it() -> None:
    for name in ("document", "ineffective", "behind"):
        report = reports.story(name)
        for finding in report.findings:
            shown = [line.removeprefix("  ") for _, line in explain(report, finding)]
            at = shown.index("Evidence") + 1
            told = explain_finding(finding, report)
            assert tuple(shown[at : at + len(told)]) == told


def test_the_remedy_comes_before_the_figures_and_the_arithmetic_last() -> None:
    report = reports.story()
    lines = [line for _, line in explain(report, report.findings[0])]
    order = [
        lines.index("What to do"),
        lines.index("Evidence"),
        lines.index("Run ratio = bytes read by the run / bytes that were new for it"),
        lines.index("Window ratio = bytes read / bytes written, both in the window"),
    ]

    assert order == sorted(order)
    assert "  12:30Z    2.00 GB /  800.00 MB = 2.50x" in lines
