/**
 * The one script of the page: it searches and sorts the table of lenders. Without it the table stands as it is written.
 * It reads text and `data-v` only, makes elements by name, and never takes text for markup.
 */
import { sha256 } from '../model/digest.ts';

export const SCRIPT = `(() => {
  'use strict';
  for (const table of document.querySelectorAll('table[data-search]')) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const { search, count, sort } = table.dataset;
    const place = table.closest('.wide');
    const bar = document.createElement('div');
    bar.className = 'tools';
    const label = document.createElement('label');
    label.textContent = search + ' ';
    const input = document.createElement('input');
    input.type = 'search';
    input.autocomplete = 'off';
    label.append(input);
    const status = document.createElement('span');
    status.setAttribute('role', 'status');
    bar.append(label, status);
    place.before(bar);
    const plain = (text) => text.normalize('NFKD').replace(/\\p{M}/gu, '').toLowerCase();
    const texts = new Map(rows.map((row) => [row, plain(row.cells[0].textContent)]));
    const tell = () => {
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = count.replace('{shown}', shown).replace('{all}', rows.length);
    };
    input.addEventListener('input', () => {
      const words = plain(input.value).split(/\\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !words.every((word) => texts.get(row).includes(word));
      tell();
    });
    tell();
    const valueOf = (row, i) => row.cells[i].dataset.v ?? row.cells[i].textContent.trim();
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, i) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      button.title = sort;
      head.append(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const sign = down ? -1 : 1;
        const numeric = rows.every((row) => valueOf(row, i) === '' || !Number.isNaN(Number(valueOf(row, i))));
        const keyed = rows.map((row, at) => ({ row, at, v: valueOf(row, i) }));
        keyed.sort((a, b) => {
          if ((a.v === '') !== (b.v === '')) return a.v === '' ? 1 : -1;
          const order = numeric ? a.v - b.v : a.v.localeCompare(b.v, document.documentElement.lang);
          return sign * order || a.at - b.at;
        });
        body.append(...keyed.map(({ row }) => row));
      });
    });
  }
})();`;

/** A source for a content security policy: lets through these bytes and no others. */
export const hashSource = (inline: string): string =>
  `'sha256-${Buffer.from(sha256(inline), 'hex').toString('base64')}'`;
