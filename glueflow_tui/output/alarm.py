"""The window ratio as a CloudWatch alarm: the watching of a link moved to CloudWatch itself.

Metric math takes missing values for zeros, has nothing to fill where a metric has no point at all,
and drops points that divide by zero. The expression therefore has a point wherever something was
read, and never divides by zero: what is read while nothing was written was read again. Trifles that
are read, whatever was written, count as nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from glueflow_tui.errors import UsageError
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_bytes, format_seconds

Json = dict[str, object]

LONGEST_PERIOD = 86_400
"""Seconds; of a period in an alarm."""
EVALUATED = 3
"""Windows that are looked at."""
ALARMING = 2
"""Windows of these above the threshold that make an alarm: one alone is a run cut by its edge, or
a run that caught up."""
MINIMUM = 1_000_000
"""Bytes read in a window; fewer are listings and checks."""

_LONGEST_NAME = 255
_LONGEST_DESCRIPTION = 1024
_MOST_METRICS = 10
"""Metrics in the math of one alarm."""
_WRITTEN = "glue.ALL.s3.filesystem.write_bytes"
_READ = "glue.ALL.s3.filesystem.read_bytes"


@dataclass(frozen=True, slots=True)
class RatioAlarm:
    """What one alarm watches: a downstream job and all that it reads from."""

    upstream: tuple[str, ...]
    downstream: str
    window: int
    """Seconds."""
    threshold: float

    @property
    def period(self) -> int:
        """The window in whole minutes, as CloudWatch wants it."""
        return -(-self.window // 60) * 60


def alarm_document(alarm: RatioAlarm) -> Json:
    """Properties of PutMetricAlarm, and of ``AWS::CloudWatch::Alarm``.

    Raises ``UsageError`` when CloudWatch could not watch it.
    """
    if not 0 < alarm.period <= LONGEST_PERIOD:
        raise UsageError(
            f"the window of {format_seconds(alarm.window)} is longer than the day that an alarm "
            "can look at once; choose a shorter --window"
        )
    if len(alarm.upstream) >= _MOST_METRICS:
        raise UsageError(
            f"{alarm.downstream} reads from {len(alarm.upstream)} jobs; an alarm can add up "
            f"{_MOST_METRICS - 1}: name fewer with --link"
        )
    return {
        "AlarmName": _name(alarm),
        "AlarmDescription": _describe(alarm)[:_LONGEST_DESCRIPTION],
        "Metrics": _list_metrics(alarm),
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": alarm.threshold,
        "EvaluationPeriods": EVALUATED,
        "DatapointsToAlarm": ALARMING,
        "TreatMissingData": "notBreaching",
    }


def template_document(alarms: Sequence[RatioAlarm]) -> Json:
    """A CloudFormation template with an alarm for each downstream job."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Bytes read by Glue jobs over bytes written by the jobs before them.",
        "Parameters": {
            "TopicArn": {
                "Type": "String",
                "Default": "",
                "Description": "SNS topic that is told of alarms; empty for none.",
            }
        },
        "Conditions": {"HasTopic": {"Fn::Not": [{"Fn::Equals": [{"Ref": "TopicArn"}, ""]}]}},
        "Resources": {
            _logical_id(alarm, place): {
                "Type": "AWS::CloudWatch::Alarm",
                "Properties": {**alarm_document(alarm), **_ACTIONS},
            }
            for place, alarm in enumerate(alarms, 1)
        },
    }


_TOPIC = {"Fn::If": ["HasTopic", [{"Ref": "TopicArn"}], {"Ref": "AWS::NoValue"}]}
_ACTIONS = {"AlarmActions": _TOPIC, "OKActions": _TOPIC}


def _list_metrics(alarm: RatioAlarm) -> list[Json]:
    writers = [f"w{number}" for number in range(1, len(alarm.upstream) + 1)]
    # A writer without any point stays empty when it is filled: what was read has the points.
    written = " + ".join([*(f"FILL({writer}, 0)" for writer in writers), "read * 0"])
    # Nothing written counts as one byte: the ratio is then far above any threshold.
    ratio = f"IF(read > {MINIMUM}, read / (written + (written < 1)), 0)"
    return [
        *(
            _metric(name, _WRITTEN, job, alarm.period)
            for name, job in zip(writers, alarm.upstream, strict=True)
        ),
        _metric("r", _READ, alarm.downstream, alarm.period),
        _expression("read", "FILL(r, 0)", "bytes read downstream"),
        _expression("written", written, "bytes written upstream"),
        {**_expression("ratio", ratio, "read / written"), "ReturnData": True},
    ]


def _metric(identity: str, name: str, job: str, period: int) -> Json:
    dimensions = {"JobName": job, "JobRunId": "ALL", "Type": "gauge"}
    return {
        "Id": identity,
        "MetricStat": {
            "Metric": {
                "Namespace": "Glue",
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            },
            "Period": period,
            "Stat": "Sum",
        },
        "ReturnData": False,
    }


def _expression(identity: str, expression: str, label: str) -> Json:
    return {"Id": identity, "Expression": expression, "Label": label, "ReturnData": False}


def _name(alarm: RatioAlarm) -> str:
    name = sanitise(f"glueflow ratio {' + '.join(alarm.upstream)} to {alarm.downstream}")
    if len(name) <= _LONGEST_NAME:
        return name
    # Cut names could be alike, and the second alarm would replace the first.
    return f"{name[: _LONGEST_NAME - 9]} {_digest(alarm)}"


def _digest(alarm: RatioAlarm) -> str:
    named = "\n".join((*alarm.upstream, alarm.downstream))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _describe(alarm: RatioAlarm) -> str:
    length = format_seconds(alarm.period)
    return sanitise(
        f"{ALARMING} of {EVALUATED} windows of {length} in which the downstream job read more than "
        f"{alarm.threshold:g} times what was written for it, and more than {format_bytes(MINIMUM)}"
        ": old data is read again. One window alone can be a run cut by its edge, or one that "
        "caught up. The windows slide: each ends where CloudWatch looks, not with the schedule. "
        f"See: glueflow check {' '.join(alarm.upstream)} {alarm.downstream}"
    )


def _logical_id(alarm: RatioAlarm, place: int) -> str:
    words = re.findall(r"[A-Za-z0-9]+", alarm.downstream)
    return ("FlowRatio" + "".join(word.title() for word in words))[:200] + str(place)
