import type { PageTexts } from './english.js'

export const japanese: PageTexts = {
  title: '通知の設定',
  isOn: '{sender} から {category} に関するメールが届きます。',
  isOnWhole: '{sender} からメールが届きます。',
  isOff: '{sender} から {category} に関するメールは届きません。',
  isOffWhole: '{sender} からメールは届きません。',
  turnedOff: '完了しました。{sender} から {category} に関するメールは今後届きません。',
  turnedOffWhole: '完了しました。{sender} からのメールは今後届きません。',
  turnedOn: '完了しました。{sender} から {category} に関するメールが再び届きます。',
  turnedOnWhole: '完了しました。{sender} からのメールが再び届きます。',
  isRequired: '{sender} からの {category} に関するメールは必ず送信されます。停止することはできません。',
  unsubscribe: '配信を停止する',
  turnOn: '配信を再開する',
  needsScript: 'ここでさらに設定するには、JavaScript を有効にしてください。',
  goneTitle: 'このメッセージの内容はすでにありません',
  gone: '停止するものはもうありません。',
  brokenTitle: 'このリンクは使えません',
  broken: '途中で切れている可能性があります。メッセージにあるとおりに開いてください。',
  failedTitle: 'うまくいきませんでした',
  failed: '何も変更されていません。しばらくしてからもう一度お試しください。',
}
