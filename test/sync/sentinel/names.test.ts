import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Looks } from '../../../src/sync/findings.ts';
import { looksByName } from '../../../src/sync/sentinel/names.ts';
import type { ColumnType } from '../../../src/sync/types.ts';

/** Names as they stand in real schemas, a line each; `table.column` where the table matters. */
const PERSONAL: Readonly<Record<Looks, string>> = {
  email: `email EMAIL e_mail eMail mail emailAddress email_address mail_address user_email customerEmail billing_email
    contact_mail alt_email email1 email2 primaryEmail from_email reply_to_email recovery_email contactemail
    メール メールアドレス 連絡先メール Eメール ﾒｰﾙｱﾄﾞﾚｽ 携帯メールアドレス`,
  phone: `phone PHONE tel tel1 tel_no telephone phone_number phoneNumber mobile mobile_number mobilePhone cell_phone_number
    fax fax_no contact_phone home_phone work_tel emergency_phone cellphone msisdn 電話番号 携帯電話 自宅電話 TEL番号 勤務先電話番号 FAX番号`,
  address: `address address1 address_line_2 addr shipping_address billingAddress street street_address home_address delivery_addr
    STREET_1 postal_address 住所 住所1 現住所 お届け先住所 番地 住所カナ`,
  postcode: `zip zipcode zip_code postal_code postcode PostalCode post_code shipping_zip billing_postal_code plz 郵便番号 〒`,
  card: `card_number cardNumber card_no credit_card creditcard cc_number ccnum credit_card_number pan debit_card カード番号 クレジットカード番号 クレカ番号`,
  my_number: `my_number mynumber individual_number MyNumber マイナンバー 個人番号`,
  name: `first_name last_name firstName LastName full_name fullname family_name given_name surname middle_name maiden_name lname fname
    customer_name contact_name recipient_name employee_name patientName shipping_name billing_first_name card_holder_name cardholder
    name_kana last_name_kana furigana emergency_contact_name users.name customers.name shop_members.name Employee.Name people.name
    氏名 姓 名 名前 氏名カナ フリガナ セイ メイ 姓カナ 名_カナ お名前 顧客名 担当者名 会員名 契約者名 宛名 カード名義人 shimei sei mei`,
  birthday: `birthday birth_date birthdate date_of_birth dob dateOfBirth birth customer_birthday birth_year tanjobi 生年月日 誕生日`,
};

const INNOCENT = `products.name file_name filename hostname host_name ip_address ipAddress mac_address wallet_address contract_address
  remote_addr server_address email_verified_at email_sent_at email_count email_status email_template_id mail_type mail_sent
  email_opt_in email_domain email_hash mailing_list_id is_email_confirmed last_email_at mail_order email_subject voicemail
  phone_type phone_model phone_verified phone_id phone_os mobile_app_version is_mobile mobile_url mobile_carrier telemetry telegram hotel
  address_id address_type billing_address_id memory_address zip_file zip_size zip_path unzip postal_service
  card_type card_brand card_id gift_card card_expiry card_last4 scorecard card_layout sim_card dashboard discard id_card_status
  product_name brand_name company_name shop_name city_name country_name table_name column_name event_name class_name
  method_name category_name job_name plan_name project_name template_name bank_name station_name department_name display_name
  username user_groups.name member_types.name customer_segments.name tenants.name cities.name orders.name name_id name_length
  birth_rate birthday_coupon_sent birth_place_id dobson id order_id user_id created_at updated_at amount currency price quantity
  status note description comment url title sku tags city country prefecture state region lat lng pancake panel expand company
  number order_number invoice_no tracking_number account_number serial_number my_orders numbers stell stellar cell_ref cells
  商品名 ファイル名 会社名 店舗名 部署名 都市名 メーカー名 商品カナ メール件名 メール配信フラグ メール送信日時 電話機種 住所コード
  住所ID 郵便局 カード種別 カードブランド カード有効期限 IPアドレス 金額 数量 備考 登録日 更新日 都道府県 市区町村 メーカー プラン名
  サイト名 駅名 品名 件名 本文 誕生日クーポン送信 会員ランク 会員数 顧客区分 担当者ID 氏名コード 名称 名簿ID`;

const list = (text: string): readonly string[] => text.trim().split(/\s+/);
const look = (name: string, type: ColumnType = 'string'): Looks | null => {
  const [table, column] = name.includes('.') ? (name.split('.') as [string, string]) : ['orders', name];
  return looksByName(column, type, table);
};

test('names of personal data are known in English and Japanese, however they are spelt', () => {
  let count = 0;
  for (const [looks, names] of Object.entries(PERSONAL)) {
    for (const name of list(names)) {
      count++;
      assert.equal(look(name, looks === 'birthday' ? 'date' : 'string'), looks, name);
    }
  }
  assert.ok(count >= 150, `${count} names`);
});

test('names of other things are left alone', () => {
  const names = list(INNOCENT);
  assert.ok(names.length >= 150, `${names.length} names`);
  assert.deepEqual(
    names.flatMap((name) => (look(name) === null ? [] : `${name}: ${look(name)}`)),
    [],
  );
});

test('a column whose type cannot hold it is left alone', () => {
  assert.equal(look('email', 'boolean'), null);
  assert.equal(look('phone', 'timestamp'), null);
  assert.equal(look('address', 'integer'), null);
  assert.equal(look('users.name', 'integer'), null);
  assert.equal(look('zip', 'integer'), 'postcode');
  assert.equal(look('card_number', 'decimal'), 'card');
});
