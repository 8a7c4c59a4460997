/** What every page of a lender's site has around its own content. */
import type { PageContext } from './page.ts';

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A whole HTML document. `content` is HTML; `foot` is put right before </body>. */
export function shell(context: PageContext, page: { title: string; content: string; foot: string }): string {
  const { texts, lender, fill } = context;
  const links = (
    [
      ['/', texts.nav.home],
      ['/terms', texts.nav.terms],
      ['/contact', texts.nav.contact],
      ['/about', texts.nav.about],
    ] as const
  )
    .map(([href, label]) => `<a href="${href}">${escapeHtml(label)}</a>`)
    .join('\n      ');
  return `<!doctype html>
<html lang="${lender.languages[0]}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(fill(page.title))}</title>
  <style>
    body { margin: 0; font: 16px/1.5 system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif; color: #1c2430; background: #fff; }
    .site-header { display: flex; gap: 1.2rem; align-items: center; padding: .9rem 2rem; border-bottom: 1px solid #d9e0e8; flex-wrap: wrap; }
    .site-header strong { font-size: 1.2rem; margin-right: auto; }
    .site-header a { color: #0f5f8a; text-decoration: none; }
    .site-main { padding: 1.5rem 2rem 4rem; max-width: 46rem; }
    .calculator, .application { background: #f3f6f9; padding: 1rem; border-radius: 8px; display: grid; gap: .7rem; max-width: 24rem; }
    .site-button { background: #0f5f8a; color: #fff; border: 0; border-radius: 6px; padding: .6rem 1.1rem; font: inherit; cursor: pointer; }
    .site-footer { padding: 1rem 2rem; border-top: 1px solid #d9e0e8; font-size: .85rem; }
    .cookie-bar { position: fixed; left: 0; right: 0; bottom: 0; background: #1c2430; color: #fff; padding: 1rem 2rem; display: flex; gap: 1rem; z-index: 99999; }
    .to-top { position: fixed; left: 20px; bottom: 20px; width: 44px; height: 44px; border-radius: 50%; border: 1px solid #d9e0e8; background: #fff; }
  </style>
</head>
<body>
  <header class="site-header">
    <strong>${escapeHtml(lender.name)}</strong>
    <nav>
      ${links}
    </nav>
    <a class="site-button" style="color:#fff" href="/apply">${escapeHtml(texts.nav.apply)}</a>
  </header>
  <main class="site-main">
${page.content}
  </main>
  <footer class="site-footer">
    ${escapeHtml(lender.name)} · <a href="/privacy">${escapeHtml(texts.nav.privacy)}</a>
  </footer>
${page.foot}
</body>
</html>
`;
}

/** A banner over the page until one of its buttons is pressed; the choice is kept in a cookie. */
export const cookieBar = ({
  texts,
}: PageContext): string => `  <div class="cookie-bar" role="dialog" aria-label="cookies" hidden>
    <span>${escapeHtml(texts.cookies.text)}</span>
    <button type="button" data-choice="all">${escapeHtml(texts.cookies.accept)}</button>
    <button type="button" data-choice="none">${escapeHtml(texts.cookies.refuse)}</button>
  </div>
  <script>
    (() => {
      const bar = document.querySelector('.cookie-bar');
      if (document.cookie.includes('cookies=')) return bar.remove();
      bar.hidden = false;
      bar.addEventListener('click', (event) => {
        const choice = event.target.dataset.choice;
        if (!choice) return;
        document.cookie = 'cookies=' + choice + '; path=/; max-age=31536000';
        bar.remove();
      });
    })();
  </script>`;

export const toTop = `  <button class="to-top" type="button" aria-label="top" onclick="scrollTo(0,0)">&#8593;</button>`;
