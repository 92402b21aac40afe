"""Times as an Iraqi newsroom writes them: «قبل 5 دقائق», «أمس 14:05», «24 تشرين الثاني 2026»."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.locale.phrases import Phrases

BAGHDAD = ZoneInfo("Asia/Baghdad")
_NEARLY_NOW = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


class Moments:
    """Writes moments in *zone* with the month names of Iraq."""

    __slots__ = ("_phrases", "_zone")

    def __init__(self, phrases: Phrases, zone: ZoneInfo = BAGHDAD) -> None:
        self._phrases = phrases
        self._zone = zone

    def ago(self, moment: datetime, now: datetime) -> str:
        """How long ago: «الآن», «قبل 5 دقائق», «قبل ساعتين», «أمس 14:05», then the date.

        A moment in the future, as a source with a wrong clock gives it, is «الآن» up to an hour, then a date.
        """
        age = now - moment
        if -_HOUR < age < _NEARLY_NOW:
            return self._phrases.text("time.now")
        if _NEARLY_NOW <= age < _HOUR:
            return self._before("time.minutes", age // _NEARLY_NOW)
        if _HOUR <= age < _DAY:
            return self._before("time.hours", age // _HOUR)
        return self.stamp(moment, now)

    def until(self, moment: datetime, now: datetime) -> str:
        """How long from now: «الآن», «بعد 5 دقائق», «بعد ساعتين», then the date."""
        left = moment - now
        if left < _NEARLY_NOW:
            return self._phrases.text("time.now")
        if left < _HOUR:
            return self._after("time.minutes", left // _NEARLY_NOW)
        if left < _DAY:
            return self._after("time.hours", left // _HOUR)
        return self.stamp(moment, now)

    def lasting(self, span: timedelta) -> str:
        """A duration in its largest unit: «45 ثانية», «دقيقتان», «3 ساعات», «يوم واحد»."""
        for key, unit in (("days", _DAY), ("hours", _HOUR), ("minutes", _NEARLY_NOW)):
            if span >= unit:
                return self._phrases.counted(f"time.lasting.{key}", span // unit)
        return self._phrases.counted("time.lasting.seconds", max(0, int(span.total_seconds())))

    def stamp(self, moment: datetime, now: datetime) -> str:
        """The moment itself: «اليوم 14:05», «أمس 14:05», «الثلاثاء 14:05», «24 تشرين الثاني 2026، 14:05»."""
        local, today = moment.astimezone(self._zone), now.astimezone(self._zone).date()
        clock = self.clock(moment)
        days = (today - local.date()).days
        if days == 0:
            return f"{self._phrases.text('time.today')} {clock}"
        if days == 1:
            return f"{self._phrases.text('time.yesterday')} {clock}"
        if 1 < days < _WEEK.days:
            return f"{self._phrases.text(f'time.weekdays.{local.isoweekday()}')} {clock}"
        return f"{self.date(moment)}، {clock}"

    def date(self, moment: datetime) -> str:
        """The day: «24 تشرين الثاني 2026»."""
        local = moment.astimezone(self._zone)
        month = self._phrases.text(f"time.months.{local.month}")
        return f"{self._phrases.number(local.day)} {month} {self._phrases.number(local.year)}"

    def clock(self, moment: datetime) -> str:
        """The hour: «14:05»."""
        return self._phrases.digits(moment.astimezone(self._zone).strftime("%H:%M"))

    def _before(self, key: str, number: int) -> str:
        return self._phrases.text("time.ago", span=self._phrases.counted(key, number))

    def _after(self, key: str, number: int) -> str:
        return self._phrases.text("time.in", span=self._phrases.counted(key, number))
