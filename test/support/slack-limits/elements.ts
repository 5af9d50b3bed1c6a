import { at, type Check, type Json, textIn } from './checker.ts';

/** What can be pressed, chosen or typed into. */
export function checkElement(check: Check, raw: unknown, where: string): void {
  const element = raw as Json;
  const options = (most: number): void => {
    const list = (element.options ?? []) as readonly unknown[];
    check.that(list.length >= 1 && list.length <= most, `${where}: ${list.length} options, allowed 1 to ${most}`);
    for (const one of list) check.option(one, `${where} option`);
    const values = list.map((one) => at(one).value);
    check.that(new Set(values).size === values.length, `${where}: values of options repeat`);
  };
  check.id('action_id', element.action_id, where);
  check.confirm(element.confirm, where);
  if (element.placeholder !== undefined) check.words(element.placeholder, 150, `${where} placeholder`, 'plain');
  switch (element.type) {
    case 'button':
      check.words(element.text, 75, `${where} button`, 'plain');
      if (element.value !== undefined) textIn(check, element.value, 1, 2000, `${where} value`);
      if (element.url !== undefined) textIn(check, element.url, 1, 3000, `${where} url`);
      if (element.accessibility_label !== undefined)
        textIn(check, element.accessibility_label, 1, 75, `${where} accessibility_label`);
      check.that(
        [undefined, 'primary', 'danger'].includes(element.style as undefined),
        `${where}: style ${element.style}`,
      );
      return;
    case 'static_select':
    case 'multi_static_select': {
      const groups = element.option_groups as readonly Json[] | undefined;
      if (groups === undefined) {
        options(100);
        return;
      }
      check.that(groups.length >= 1 && groups.length <= 100, `${where}: ${groups.length} groups`);
      for (const group of groups) {
        check.words(group.label, 75, `${where} group`, 'plain');
        const list = group.options as readonly unknown[];
        check.that(list.length >= 1 && list.length <= 100, `${where}: ${list.length} options in a group`);
        for (const one of list) check.option(one, `${where} option`);
      }
      return;
    }
    case 'external_select':
    case 'multi_external_select':
      if (element.initial_option !== undefined) check.option(element.initial_option, `${where} initial option`);
      for (const one of (element.initial_options ?? []) as readonly unknown[])
        check.option(one, `${where} initial option`);
      return;
    case 'overflow':
      options(5);
      return;
    case 'radio_buttons':
    case 'checkboxes':
      options(10);
      return;
    case 'plain_text_input': {
      const { min_length = 0, max_length = 3000, initial_value } = element;
      check.that(
        (min_length as number) >= 0 && (max_length as number) <= 3000,
        `${where}: ${min_length} to ${max_length}`,
      );
      if (initial_value !== undefined) textIn(check, initial_value, 0, max_length as number, `${where} initial value`);
      return;
    }
    case 'datepicker':
      if (element.initial_date !== undefined)
        check.that(/^\d{4}-\d\d-\d\d$/.test(String(element.initial_date)), `${where}: date ${element.initial_date}`);
      return;
    case 'timepicker':
    case 'datetimepicker':
    case 'number_input':
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
    case 'multi_conversations_select':
    case 'channels_select':
    case 'multi_channels_select':
      return;
    default:
      check.that(false, `${where}: ${element.type} is no element`);
  }
}
