import type { Looks } from '../findings.ts';
import type { ColumnType } from '../types.ts';

// What a column's name says of what it holds: English and Japanese, in any of the usual spellings.

/** Only a column of one of these types can hold it: `email_verified` is a boolean, `phone_count` a number. */
const TYPES: Readonly<Record<Looks, readonly ColumnType[]>> = {
  email: ['string', 'bytes', 'json'],
  phone: ['string', 'bytes', 'json', 'integer', 'decimal'],
  address: ['string', 'bytes', 'json'],
  postcode: ['string', 'bytes', 'integer', 'decimal'],
  card: ['string', 'bytes', 'integer', 'decimal'],
  my_number: ['string', 'bytes', 'integer', 'decimal'],
  name: ['string', 'bytes', 'json'],
  birthday: ['string', 'date', 'datetime', 'timestamp', 'integer'],
};

/** What the name of a column, in a table of that name, says it holds; null where it says nothing. */
export function looksByName(column: string, type: ColumnType, table: string): Looks | null {
  const looks = japanese(column.normalize('NFKC'), table.normalize('NFKC')) ?? english(words(column), words(table));
  return looks !== null && TYPES[looks].includes(type) ? looks : null;
}

/** `shippingAddress1`, `SHIPPING_ADDRESS_1` and `shipping address 1` are the words shipping and address. */
function words(name: string): readonly string[] {
  return name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

const set = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** A word that makes a column one about the thing instead of the thing: `email_status`, `address_id`, `phone_model`. */
const ABOUT = set(
  `id ids at count counts cnt total sent status state verified verification verify confirmed confirm confirmation type kind
  category enabled disabled opt optin optout subscribed subscription flag is has can template subject body content title
  domain provider host server port bounced bounce clicks clicked opened opens format length size model os device brand maker
  carrier hash hashed digest sha md fingerprint encrypted token key version url uri link path file dir folder valid invalid
  validity score rate ratio preference preferences setting settings lang language locale group list campaign queue message
  messages priority fee fees cost price class color colour layout ui css style limit quota index idx seq method
  mode reason error errors source label prefix suffix extension ext four expiry expires expiration exp year month
  time timestamp created updated deleted changed required visible public hidden book books schema field column table
  browser app`,
);
const EMAIL = set('email emails mailaddress emailaddress mailaddr emailaddr useremail contactemail mails');
const PHONE = set(
  'phone phones tel telephone fax cellphone mobilephone phonenumber phoneno telno telnumber mobileno mobilenumber msisdn denwa keitai',
);
const BESIDE_MOBILE = set('number no num phone tel contact home work private personal user customer');
const ADDRESS = set('address addresses addr street jusho juusho streetaddress homeaddress');
/** `ip_address`, `wallet_address`: addresses of machines. */
const MACHINE = set(
  `ip ipv mac wallet contract eth ethereum btc bitcoin crypto coin memory mem web url http https network net server host
  gateway bind listen remote peer node register bus hardware bluetooth ble socket port proxy dns smtp imap cidr subnet view`,
);
const PERSON = set(
  `customer contact person employee staff member patient student teacher pupil owner author recipient sender receiver holder
  cardholder guest applicant parent child spouse guardian emergency beneficiary buyer payer payee billing shipping delivery
  legal real birth maiden donor subscriber passenger driver doctor nurse kanji kana romaji furigana insured candidate
  consignee signer surname attendee participant caller visitor resident debtor borrower`,
);
/** People by the name of their table, singular and plural. */
const PEOPLE = set(
  `user customer member person people employee staff patient contact client student teacher pupil applicant subscriber guest
  recipient passenger driver donor author guardian doctor nurse parent child children attendee participant candidate visitor
  resident profile buyer`,
);
const NAMES = set(
  'firstname lastname fullname middlename familyname givenname surname forename lname fname shimei furigana yomigana cardholder',
);
const NAME_PARTS = set('first last full middle family given');
const NOT_PEOPLE = set(
  `product item file shop store company city prefecture category brand station town region country class method event job
  department project bank branch site domain table column host server template campaign course plan pet model field`,
);
const BIRTH = set('birthday birthdate dob dateofbirth tanjobi tanjoubi seinengappi birthdays');
const BESIDE_BIRTH = set('date day birth of year month customer user member patient child baby his her own y m d');
const CARD_NUMBERS = set('cardnumber cardno cardnum creditcard debitcard creditcardnumber ccnumber ccnum ccn');
const BESIDE_CARD = set('number no num credit debit payment');

function english(of: readonly string[], table: readonly string[]): Looks | null {
  const any = (known: ReadonlySet<string>): boolean => of.some((word) => known.has(word));
  const has = (word: string): boolean => of.includes(word);
  const only = (word: string): boolean => of.length === 1 && of[0] === word;
  const others = (word: string, known: ReadonlySet<string>): boolean =>
    has(word) && of.every((other) => other === word || known.has(other));

  if (any(BIRTH) && !any(ABOUT) && !has('coupon') && !has('discount')) return 'birthday';
  if (others('birth', BESIDE_BIRTH)) return 'birthday';
  if (has('mynumber') || (has('my') && has('number') && of.length <= 2) || (has('individual') && has('number')))
    return any(ABOUT) ? null : 'my_number';
  if (any(ABOUT)) return null;
  if (
    any(EMAIL) ||
    (has('mail') && !has('order')) ||
    of.some((word) => word.length > 5 && word.endsWith('email') && word !== 'voicemail')
  )
    return 'email';
  if (any(PHONE) || others('mobile', BESIDE_MOBILE)) return 'phone';
  if (has('cell') && (has('number') || has('no'))) return 'phone';
  if (has('zip') || has('zipcode') || has('postcode') || has('postalcode') || has('plz') || has('yubin'))
    return 'postcode';
  if ((has('postal') || has('post')) && (has('code') || has('no') || has('number'))) return 'postcode';
  if (any(CARD_NUMBERS) || others('card', BESIDE_CARD) || only('pan') || (has('cc') && (has('number') || has('no'))))
    return 'card';
  if (any(ADDRESS) && !any(MACHINE)) return 'address';
  return personal(of, table) ? 'name' : null;
}

function personal(of: readonly string[], table: readonly string[]): boolean {
  const [first] = of;
  if (of.some((word) => NOT_PEOPLE.has(word))) return false;
  const among = PEOPLE.has(table.at(-1) ?? '') || PEOPLE.has((table.at(-1) ?? '').replace(/s$/, ''));
  if (of.some((word) => NAMES.has(word))) return true;
  if (of.includes('kana') || of.includes('yomi')) return true;
  if (of.length === 1 && (first === 'sei' || first === 'mei' || first === 'namae')) return true;
  if (!of.includes('name') && !of.includes('names')) return false;
  if (of.length === 1) return among;
  return of.some((word) => NAME_PARTS.has(word) || PERSON.has(word));
}

const ABOUT_JA =
  /(?:ID|コード|区分|種別|種類|フラグ|有無|可否|許可|回数|件数|枚数|日時|日付|件名|本文|タイトル|配信|送信|受信|テンプレ|形式|設定|機種|料金|キャリア|ブランド|会社|期限|ハッシュ|確認|認証|状態|ステータス|クーポン|特典|サーバ|ドメイン)/i;
const RULES_JA: readonly (readonly [Looks, RegExp])[] = [
  ['my_number', /マイナンバー|個人番号/],
  ['birthday', /生年月日|誕生日|^生年$/],
  ['email', /メール|メアド/],
  ['phone', /電話|携帯|ケータイ|TEL|ファックス|FAX/i],
  ['postcode', /郵便番号|〒/],
  ['card', /カード番号|クレジットカード|クレカ|^カード$/],
  ['address', /住所|番地|丁目/],
  [
    'name',
    /氏名|姓名|お名前|宛名|フリガナ|ふりがな|ヨミガナ|よみがな|^(?:姓|名|セイ|メイ|カナ|名前|名義)$|(?:姓|名|名前|氏名)[_（(]?(?:カナ|かな|漢字|ローマ字)|名義人|(?:会員|顧客|担当者|社員|従業員|患者|お客様|利用者|申込者|契約者|受取人|差出人|購入者|注文者|保護者|代表者|生徒|学生|職員|本人)名$/,
  ],
];
const THINGS_JA =
  /商品|製品|品目|ファイル|店|部署|メーカー|都市|市区|駅|サイト|システム|テーブル|ホスト|コース|プラン|カテゴリ|施設|銀行/;

function japanese(column: string, table: string): Looks | null {
  // Latin letters are the other function's; TEL and FAX are written that way in Japanese too.
  if (!/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}〒]/u.test(column)) return null;
  const looks = RULES_JA.find(([, pattern]) => pattern.test(column))?.[0] ?? null;
  if (looks === null || ABOUT_JA.test(column) || /IPアドレス/i.test(column)) return null;
  if (
    looks === 'name' &&
    (THINGS_JA.test(column) || (/^(?:名前|名|カナ|フリガナ)$/.test(column) && THINGS_JA.test(table)))
  )
    return null;
  return looks;
}
