// Every word the page says by itself, and the forms of numbers and times an Iraqi reader expects.

const ZONE = "Asia/Baghdad";
const LOCALE = "ar-IQ-u-nu-latn";
const clock = new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, weekday: "long", day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(LOCALE, {
  timeZone: ZONE, weekday: "long", day: "numeric", month: "long", year: "numeric",
});
const shortDay = new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, day: "numeric", month: "numeric" });
const full = new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, dateStyle: "full", timeStyle: "short" });
const key = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const numbers = new Intl.NumberFormat(LOCALE);
const compact = new Intl.NumberFormat(LOCALE, { notation: "compact" });
const plural = new Intl.PluralRules("ar");

export const words = {
  connected: "متصل",
  connecting: "جارٍ الاتصال…",
  lost: "انقطع الاتصال، تجري إعادة المحاولة…",
  noChats: "لا محادثات بعد. ستظهر هنا حين يرسل البوت أول رسالة.",
  choose: "اختر محادثة لتبدأ القراءة",
  empty: "لا رسائل بعد",
  today: "اليوم",
  yesterday: "أمس",
  fresh: "رسائل جديدة",
  edited: "معدّلة",
  silent: "أُرسلت بلا تنبيه",
  photo: "صورة",
  album: "ألبوم صور",
  file: "ملف",
  video: "فيديو",
  pinnedBy: "ثُبّتت رسالة",
  joined: "انضم إلى المجموعة",
  left: "غادر المجموعة",
  migrated: "صارت المجموعة مجموعة كبيرة",
  topicMade: "موضوع جديد",
  hidden: "نص مخفي، اضغط لإظهاره",
  more: "عرض المزيد",
  less: "عرض أقل",
  reply: "رد",
  replyingTo: "رد على",
  cancel: "إلغاء",
  start: "ابدأ",
  send: "إرسال",
  write: "اكتب رسالة",
  commands: "أوامر البوت",
  keyboard: "لوحة الأزرار",
  readOnly: "قناة للقراءة فقط",
  blocked: "أوقفت هذا البوت",
  unblock: "إعادة التشغيل",
  copied: "نُسخ النص",
  failed: "تعذر الإرسال، حاول مرة أخرى",
  forwarded: "معاد توجيهها من",
  typing: "يكتب…",
  bot: "بوت",
  group: "مجموعة",
  channel: "قناة",
  you: "أنت",
  opens: "يفتح صفحة جديدة",
  picture: "صورة الخبر",
};

const counted = {
  views: { zero: "لا مشاهدات", one: "مشاهدة واحدة", two: "مشاهدتان", few: "مشاهدات", many: "مشاهدة", other: "مشاهدة" },
  members: { zero: "بلا أعضاء", one: "عضو واحد", two: "عضوان", few: "أعضاء", many: "عضواً", other: "عضو" },
  subscribers: {
    zero: "بلا مشتركين", one: "مشترك واحد", two: "مشتركان", few: "مشتركين", many: "مشتركاً", other: "مشترك",
  },
  unread: {
    zero: "لا جديد", one: "رسالة غير مقروءة", two: "رسالتان غير مقروءتين",
    few: "رسائل غير مقروءة", many: "رسالة غير مقروءة", other: "رسالة غير مقروءة",
  },
};

// "3 مشاهدات", "مشاهدتان", "11 مشاهدة": the six forms of the Arabic plural.
export function count(what, n) {
  const form = plural.select(n);
  const text = counted[what][form];
  return ["zero", "one", "two"].includes(form) ? text : `${numbers.format(n)} ${text}`;
}

export const short = (n) => compact.format(n);
export const time = (seconds) => clock.format(seconds * 1000);
export const moment = (seconds) => full.format(seconds * 1000);
export const dayKey = (seconds) => key.format(seconds * 1000);

export function dayName(seconds) {
  const now = Date.now() / 1000;
  if (dayKey(seconds) === dayKey(now)) return words.today;
  if (dayKey(seconds) === dayKey(now - 86400)) return words.yesterday;
  const sameYear = dayKey(seconds).slice(0, 4) === dayKey(now).slice(0, 4);
  return (sameYear ? day : dayAndYear).format(seconds * 1000);
}

// The time of today's messages, the date of older ones.
export function when(seconds) {
  return dayKey(seconds) === dayKey(Date.now() / 1000) ? time(seconds) : shortDay.format(seconds * 1000);
}
