/** Ages and absolute times as kubectl prints them. */

import type { EventObject } from '../../api/core';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * A duration in seconds as an age: `45s`, `3m10s`, `5h`. KUBECTL-OUT-09.
 * Upstream: apimachinery pkg/util/duration/duration.go, HumanDuration, v1.36.
 */
export function formatAge(exactSeconds: number): string {
  const seconds = Math.trunc(exactSeconds);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * MINUTE) return `${seconds}s`;
  if (seconds < 10 * MINUTE) return pair(seconds, MINUTE, 'm', 1, 's');
  if (seconds < 3 * HOUR) return `${Math.trunc(seconds / MINUTE)}m`;
  if (seconds < 8 * HOUR) return pair(seconds, HOUR, 'h', MINUTE, 'm');
  if (seconds < 48 * HOUR) return `${Math.trunc(seconds / HOUR)}h`;
  if (seconds < 8 * DAY) return pair(seconds, DAY, 'd', HOUR, 'h');
  if (seconds < 2 * YEAR) return `${Math.trunc(seconds / DAY)}d`;
  if (seconds < 8 * YEAR) return pair(seconds, YEAR, 'y', DAY, 'd');
  return `${Math.trunc(seconds / YEAR)}y`;
}

function pair(seconds: number, unit: number, name: string, smallUnit: number, smallName: string): string {
  const small = Math.trunc((seconds % unit) / smallUnit);
  const large = `${Math.trunc(seconds / unit)}${name}`;
  return small === 0 ? large : `${large}${small}${smallName}`;
}

/** Age of an API timestamp, `<unknown>` where there is none. */
export function ageOf(timestamp: string | undefined | null, nowMs: number): string {
  return timestamp ? formatAge((nowMs - Date.parse(timestamp)) / 1000) : '<unknown>';
}

/** `3s`, or `3s (x4 over 5m)` for what happened again. Upstream: describe.go, DescribeEvents; cmd/events, getInterval. */
export function formatEventAge(event: EventObject, nowMs: number): string {
  const { series, count = 1, eventTime, firstTimestamp, lastTimestamp } = event;
  const first = ageOf(eventTime ?? firstTimestamp, nowMs);
  if (series) return `${ageOf(series.lastObservedTime, nowMs)} (x${series.count ?? 0} over ${first})`;
  return count > 1 ? `${ageOf(lastTimestamp, nowMs)} (x${count} over ${first})` : first;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 1123 with a numeric zone: `Mon, 01 Jan 2024 00:00:00 +0000`. KUBECTL-OUT-10. */
export function formatTimestamp(timestamp: string | undefined | null): string {
  if (!timestamp) return '<unset>';
  const date = new Date(timestamp);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const day = `${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${WEEKDAYS[date.getUTCDay()]}, ${day} ${time} +0000`;
}

/** RFC 3339 in UTC, whole seconds. */
export function formatRfc3339(ms: number): string {
  return `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

/** A Go duration: `1m0s`, `1.5s`. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s';
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1000;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
