import type { PageTexts } from './english.js'

export const arabic: PageTexts = {
  title: 'تفضيلات الإشعارات',
  isOn: 'تصلك رسائل بريد إلكتروني عن {category} من {sender}.',
  isOnWhole: 'تصلك رسائل بريد إلكتروني من {sender}.',
  isOff: 'لا تصلك رسائل بريد إلكتروني عن {category} من {sender}.',
  isOffWhole: 'لا تصلك رسائل بريد إلكتروني من {sender}.',
  turnedOff: 'تم. لن تصلك بعد الآن رسائل بريد إلكتروني عن {category} من {sender}.',
  turnedOffWhole: 'تم. لن تصلك بعد الآن رسائل بريد إلكتروني من {sender}.',
  turnedOn: 'تم. ستصلك من جديد رسائل بريد إلكتروني عن {category} من {sender}.',
  turnedOnWhole: 'تم. ستصلك من جديد رسائل بريد إلكتروني من {sender}.',
  isRequired: 'رسائل البريد الإلكتروني عن {category} من {sender} تُرسل دائمًا ولا يمكن إيقافها.',
  unsubscribe: 'إلغاء الاشتراك',
  turnOn: 'إعادة التشغيل',
  needsScript: 'لاختيار المزيد هنا، فعّل JavaScript.',
  goneTitle: 'موضوع هذه الرسالة لم يعد موجودًا',
  gone: 'لم يعد هناك ما يمكن إيقافه.',
  brokenTitle: 'هذا الرابط لا يعمل',
  broken: 'ربما انقطع جزء منه. افتحه كما هو في الرسالة.',
  failedTitle: 'لم ينجح ذلك',
  failed: 'لم يتغيّر شيء. حاول مرة أخرى بعد قليل.',
}
