"""The verdict as JUnit XML: a test case for each kind of finding and each job or link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from glueflow_tui.analysis.report import Finding, Report, Severity, Verdict
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.output.judged import list_baseline, list_gaps
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.silence import list_silences
from glueflow_tui.output.units import format_moment

SUITE = "glueflow"
_OF_LINKS = frozenset(
    {
        Code.REPROCESSING,
        Code.OVERLAP,
        Code.FALLING_BEHIND,
        Code.CATCH_UP,
        Code.LATE_START,
        Code.CHAIN_STALLED,
    }
)
"""Findings on a link; the others are on a job."""

# All that XML 1.0 allows; no escape lets anything else through.
_BARRED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report, fail_on: Severity, *, is_enough: bool = True) -> bytes:
    """The whole document in UTF-8; only findings of at least ``fail_on`` are failures.

    Unless there ``is_enough`` for a verdict on all chains, one case is an error.
    """
    suites = Element("testsuites", name=SUITE)
    suite = SubElement(suites, "testsuite", name=SUITE)
    suite.extend(_list_checks(report, fail_on))
    suite.extend(_list_baseline(report))
    suite.append(_judge_data(report, is_enough=is_enough))
    counts = {
        "tests": len(suite),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
        "skipped": 0,
    }
    for element in (suites, suite):
        for name, count in counts.items():
            element.set(name, str(count))
        element.set("time", "0")
    suite.set("timestamp", report.taken_at.strftime("%Y-%m-%dT%H:%M:%S"))
    indent(suites)
    document: bytes = tostring(suites, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _list_checks(report: Report, fail_on: Severity) -> Iterator[Element]:
    """Known kinds of findings first, in their order, then any that this list does not know."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for code in Code:
        for subject in _list_subjects(report, code):
            found[code, subject] = []
    for finding in report.findings:
        of_link = finding.link is not None and finding.code in _OF_LINKS
        subject = " → ".join(finding.link) if of_link and finding.link else finding.job
        found.setdefault((finding.code, subject), []).append(finding)
    for (word, subject), findings in found.items():
        yield _judge_check(word, subject, findings, fail_on)


def _list_subjects(report: Report, code: Code) -> list[str]:
    if code in _OF_LINKS:
        return [f"{link.upstream} → {link.downstream}" for link in report.links]
    return [job.name for job in report.jobs]


def _judge_check(code: str, subject: str, findings: list[Finding], fail_on: Severity) -> Element:
    case = _open_case(subject, code)
    # One failure a case: readers of this format do not agree on several.
    bad = [finding for finding in findings if finding.severity >= fail_on]
    if bad:
        failure = SubElement(
            case, "failure", message=_clean(bad[0].message), type=bad[0].severity.word
        )
        failure.text = "\n\n".join(_describe(finding) for finding in bad)
    mild = [finding for finding in findings if finding.severity < fail_on]
    if mild:
        SubElement(case, "system-out").text = "\n\n".join(_describe(finding) for finding in mild)
    return case


def _describe(finding: Finding) -> str:
    since = f" since {format_moment(finding.since)}" if finding.since else ""
    lines = [f"{finding.severity.word}{since}: {_clean(finding.message)}"]
    lines += [f"runs: {', '.join(map(_clean, finding.runs))}"] if finding.runs else []
    lines += [f"fix: {_clean(finding.remedy)}"] if finding.remedy else []
    return "\n".join(lines)


def _list_baseline(report: Report) -> Iterator[Element]:
    comparisons = report.baseline.comparisons if report.baseline else ()
    for one, row in zip(comparisons, list_baseline(comparisons), strict=True):
        measure, subject, before, now, change, _ = row
        case = _open_case(subject, f"baseline {measure}")
        told = f"{measure} {before} before, {now} now ({change})"
        if one.regressed:
            SubElement(case, "failure", message=told, type="regression").text = told
        else:
            SubElement(case, "system-out").text = told
        yield case


def _judge_data(report: Report, *, is_enough: bool) -> Element:
    """An error when there is no verdict, so that no pipeline takes it for a pass."""
    case = _open_case("observation", "enough data")
    gaps = [_clean(gap) for gap in list_gaps(report)]
    if gaps or not is_enough or report.verdict is Verdict.INSUFFICIENT:
        told = gaps or [_clean(gap) for gap in list_silences(report)] or ["too little has flowed"]
        SubElement(case, "error", message=told[0], type="insufficient-data").text = "\n".join(told)
    faults = "\n".join(
        f"{_clean(fault.operation)}: {_clean(fault.message)}; {_clean(fault.consequence)}"
        for fault in report.faults
    )
    if faults:
        SubElement(case, "system-err").text = faults
    return case


def _open_case(subject: str, name: str) -> Element:
    return Element("testcase", classname=_clean(subject), name=_clean(name), time="0")


def _clean(text: str) -> str:
    return _BARRED.sub("\N{REPLACEMENT CHARACTER}", sanitise(text))
