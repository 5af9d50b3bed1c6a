import { at, type Check, type Json, textIn } from './checker.ts';
import { checkElement } from './elements.ts';

type Place = 'message' | 'home' | 'modal';

/** Blocks of a message or a view, with what may only be there once. */
export function checkBlocks(check: Check, blocks: readonly unknown[], place: Place): void {
  const tables = blocks.filter((block) => at(block).type === 'table' || at(block).type === 'data_table').length;
  check.that(tables <= 1, `${tables} tables in one message`);
  const markdown = blocks.filter((block) => at(block).type === 'markdown').map((block) => String(at(block).text ?? ''));
  check.that(markdown.join('').length <= 12_000, `${markdown.join('').length} characters of markdown`);
  for (const [i, block] of blocks.entries()) checkBlock(check, block as Json, `block-${i} (${at(block).type})`, place);
}

function checkBlock(check: Check, block: Json, where: string, place: Place): void {
  const list = (name: string, min: number, max: number): readonly unknown[] => {
    const found = (block[name] ?? []) as readonly unknown[];
    check.that(
      found.length >= min && found.length <= max,
      `${where}: ${found.length} ${name}, allowed ${min} to ${max}`,
    );
    return found;
  };
  check.id('block_id', block.block_id, where);
  switch (block.type) {
    case 'header':
      check.words(block.text, 150, where, 'plain');
      return;
    case 'divider':
      return;
    case 'section':
      check.that(block.text !== undefined || block.fields !== undefined, `${where}: neither text nor fields`);
      if (block.text !== undefined) check.words(block.text, 3000, where);
      if (block.fields !== undefined)
        for (const field of list('fields', 1, 10)) check.words(field, 2000, `${where} field`);
      if (block.accessory !== undefined) {
        if (at(block.accessory).type === 'image') checkImage(check, at(block.accessory), where);
        else checkElement(check, block.accessory, where);
      }
      return;
    case 'context':
      for (const element of list('elements', 1, 10)) {
        if (at(element).type === 'image') checkImage(check, at(element), where);
        else check.words(element, 3000, `${where} element`);
      }
      return;
    case 'actions':
      for (const element of list('elements', 1, 25)) checkElement(check, element, where);
      return;
    case 'image':
      checkImage(check, block, where);
      if (block.title !== undefined) check.words(block.title, 2000, `${where} title`, 'plain');
      return;
    case 'input':
      check.that(place === 'modal', `${where}: only a modal asks`);
      check.words(block.label, 2000, `${where} label`, 'plain');
      if (block.hint !== undefined) check.words(block.hint, 2000, `${where} hint`, 'plain');
      checkElement(check, block.element, where);
      return;
    case 'markdown':
      textIn(check, block.text, 1, 12_000, where);
      return;
    case 'rich_text':
      list('elements', 1, 50);
      return;
    case 'alert':
      check.words(block.text, 3000, where);
      check.that(
        ['default', 'info', 'warning', 'error', 'success'].includes(String(block.level ?? 'default')),
        `${where}: level ${block.level}`,
      );
      return;
    case 'plan':
      check.that(place === 'message', `${where}: only in messages`);
      textIn(check, block.title, 1, 150, `${where} title`);
      for (const task of list('tasks', 1, 50)) checkTask(check, at(task), where);
      return;
    case 'task_card':
      check.that(place === 'message', `${where}: only in messages`);
      checkTask(check, block, where);
      return;
    case 'table':
      for (const row of list('rows', 1, 100)) {
        const cells = row as readonly unknown[];
        check.that(cells.length >= 1 && cells.length <= 20, `${where}: ${cells.length} cells in a row`);
      }
      return;
    case 'data_table':
      check.that(block.caption !== undefined, `${where}: no caption`);
      list('rows', 1, 101);
      return;
    default:
      check.that(false, `${where}: not a block that is known to be drawn`);
  }
}

function checkTask(check: Check, task: Json, where: string): void {
  textIn(check, task.task_id, 1, 255, `${where} task_id`);
  textIn(check, task.title, 1, 150, `${where} title`);
  const allowed = ['pending', 'in_progress', 'complete', 'error'];
  check.that(allowed.includes(String(task.status)), `${where}: status ${task.status}`);
}

function checkImage(check: Check, image: Json, where: string): void {
  textIn(check, image.alt_text, 1, 2000, `${where} alt text`);
  check.that(image.image_url !== undefined || image.slack_file !== undefined, `${where}: an image of nothing`);
  if (image.image_url !== undefined) textIn(check, image.image_url, 1, 3000, `${where} image_url`);
}
