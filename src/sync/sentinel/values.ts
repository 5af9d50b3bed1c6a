import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Looks } from '../findings.ts';
import { SURNAME_READINGS, SURNAMES } from './surnames.ts';

// What a value looks like, whatever its column is called. Each is tried on the whole value, trimmed, in NFKC.

/** A column looks so where at least `share` of its values that are not empty do, and at least `least` of them. */
export type Threshold = { readonly share: number; readonly least: number };

/** In the order in which a column is called: a column of card numbers may also hold some that look like phones. */
export const BY_VALUE: readonly (Threshold & { readonly looks: Looks; readonly test: (value: string) => boolean })[] = [
  { looks: 'email', share: 0.1, least: 1, test: isEmail },
  // Of random digits one in ten passes the check digit: these two need more than a chance.
  { looks: 'card', share: 0.5, least: 3, test: isCard },
  { looks: 'my_number', share: 0.5, least: 3, test: isMyNumber },
  { looks: 'phone', share: 0.3, least: 1, test: isPhone },
  { looks: 'address', share: 0.3, least: 1, test: isAddress },
  { looks: 'name', share: 0.5, least: 2, test: isName },
];

const FILES = /\.(?:png|jpe?g|gif|svg|webp|css|m?js|ts|json|html?|pdf|zip)$/i;

/** Anywhere in the text: an address in a note is one too. Not in a URL, and not `icon@2x.png`. */
function isEmail(value: string): boolean {
  const found =
    /(?:^|[^\p{L}\p{N}._%+/:-])([\p{L}\p{N}][\p{L}\p{N}._%+-]*@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,24})(?![\p{L}\p{N}-]*:)/u.exec(
      value,
    )?.[1];
  return found !== undefined && !FILES.test(found);
}

/** `+81 90-1234-5678`, `090-1234-5678`, `0312345678`, `(415) 555-2671`: never digits alone that do not start with 0. */
function isPhone(value: string): boolean {
  if (value.length > 24 || !/^[+(0-9][-0-9 ().]{7,}\d$/.test(value)) return false;
  const digits = value.replaceAll(/\D/g, '');
  if (value.startsWith('+')) return digits.length >= 8 && (parsePhoneNumberFromString(value)?.isPossible() ?? false);
  if (/^(?:0\d{1,4}-\d{1,4}-\d{3,4}|\(0\d{1,4}\) ?\d{1,4}-\d{3,4})$/.test(value) && /^\d{10,11}$/.test(digits))
    return true;
  if (/^0[1-9]\d{8,9}$/.test(value)) return parsePhoneNumberFromString(value, 'JP')?.isValid() ?? false;
  const grouped = /^(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}$/.test(value);
  return grouped && (parsePhoneNumberFromString(value, 'US')?.isPossible() ?? false);
}

/** By issuer: the first digits and how many there are. */
const ISSUERS = [
  /^4(?:\d{12}|\d{15}|\d{18})$/,
  /^5[1-5]\d{14}$/,
  /^2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}$/,
  /^3[47]\d{13}$/,
  /^35(?:2[89]|[3-8]\d)\d{12}$/,
  /^6(?:011|4[4-9]\d|5\d\d)\d{12}$/,
  /^3(?:0[0-5]|[68]\d)\d{11}$/,
];

function isCard(value: string): boolean {
  if (!/^\d(?:[ -]?\d){12,18}$/.test(value)) return false;
  const digits = value.replaceAll(/[ -]/g, '');
  return ISSUERS.some((issuer) => issuer.test(digits)) && luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** Twelve digits, the last of which checks the others (Ordinance of the Ministry of Internal Affairs 85 of 2014, article 5). */
function isMyNumber(value: string): boolean {
  if (!/^\d{4}[ -]?\d{4}[ -]?\d{4}$/.test(value)) return false;
  const digits = value.replaceAll(/\D/g, '');
  // One digit repeated is a placeholder, and would pass.
  if (/^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  for (let n = 1; n <= 11; n++) sum += Number(digits[11 - n]) * (n <= 6 ? n + 1 : n - 5);
  const rest = sum % 11;
  return Number(digits[11]) === (rest <= 1 ? 0 : 11 - rest);
}

const PREFECTURE =
  '北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県';
const NUMBER = '(?:[0-9一二三四五六七八九十]+(?:丁目|番地?|号|[-‐−ー–の]\\s?[0-9]))';
const STREETS = 'Street,St,Avenue,Ave,Road,Rd,Boulevard,Blvd,Lane,Ln,Drive,Dr,Court,Ct,Square,Place,Pl,Terrace,Parkway'
  .split(',')
  .flatMap((word) => [word, word.toUpperCase()])
  .join('|');
const ADDRESSES = [
  new RegExp(`(?:${PREFECTURE})[^\\n]{1,30}[市区町村郡][^\\n]{0,30}${NUMBER}`, 'u'),
  new RegExp(`^\\p{sc=Han}{1,6}[市区][^\\n]{1,30}${NUMBER}`, 'u'),
  /〒\s?\d{3}-?\d{4}/u,
  new RegExp(`\\b\\d{1,5}[A-Za-z]?\\s+(?:\\p{Lu}[\\p{L}'.-]*\\s+){1,4}(?:${STREETS})\\b`, 'u'),
  /\p{L}{3,}(?:straße|strasse|str\.|allee|platz|weg)\s+\d{1,4}\b/iu,
  /\b\d{1,4}(?:\s?bis)?,?\s+(?:rue|boulevard|chemin|impasse|quai)\s+\p{L}/iu,
];

function isAddress(value: string): boolean {
  return ADDRESSES.some((pattern) => pattern.test(value));
}

const KANJI_NAME = new RegExp(
  `^(?:${SURNAMES.join('|')})(?: ?[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}々ー]{1,4})?$`,
  'u',
);
const KANA_NAME = new RegExp(`^(?:${SURNAME_READINGS.join('|')})(?: ?[ァ-ヶー]{2,6})?$`, 'u');
/** Towns, shops and offices begin like surnames too. */
const PLACE = /[都道府県市区町村駅店社部課係院校園場館堂屋港島川山橋線通]$/u;

function isName(value: string): boolean {
  if (value.length > 10) return false;
  const katakana = value.replaceAll(/[ぁ-ゖ]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60));
  if (KANA_NAME.test(katakana)) return true;
  return KANJI_NAME.test(value) && (SURNAMES.includes(value) || !PLACE.test(value));
}
