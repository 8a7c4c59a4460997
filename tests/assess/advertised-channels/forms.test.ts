/** A form is a channel where it takes a free message to the lender; other forms are told apart. */
import { describe, expect, it } from 'vitest';
import { formsOn } from '../../../src/assess/advertised-channels/forms.ts';
import { pageFacts } from '../../../src/assess/advertised-channels/page-facts.ts';
import { pageOf } from './pages.ts';

const count = (html: string): number => formsOn(pageFacts(pageOf(html))).length;

describe('a contact form', () => {
  const forms: Record<string, string> = {
    'of Contact Form 7':
      '<form class="wpcf7-form"><input name="your-name"><input type="email" name="your-email"><textarea name="your-message"></textarea><input type="submit" value="Send"></form>',
    'of Tilda':
      '<form class="t-form"><input name="Name"><input name="Phone"><textarea name="Textarea" placeholder="Ваше повідомлення"></textarea><button>Надіслати</button></form>',
    'of Bitrix':
      '<div class="feedback"><form name="SIMPLE_FORM_1" action="/contacts/"><input name="form_text_1"><textarea name="form_textarea_2"></textarea><input type="submit" value="Отправить"></form></div>',
    'with a label only':
      '<form><label>Ваш вопрос <textarea name="f3"></textarea></label><button>Отправить</button></form>',
    'in Chinese':
      '<form><input placeholder="手机号"><textarea placeholder="请输入留言内容"></textarea><button>提交</button></form>',
    'without a form element':
      '<div><h2>Write to us</h2><input placeholder="Email"><textarea placeholder="Your message"></textarea><button>Send</button></div>',
    'in a closed dialogue':
      '<div class="modal" style="display:none"><form><input name="email"><textarea name="message"></textarea><button>Send</button></form></div>',
  };
  for (const [what, html] of Object.entries(forms)) it(what, () => expect(count(html)).toBe(1));

  it('stands beside the search and the subscription', () => {
    expect(
      count(
        `<form role="search"><input type="search" name="s"></form>${forms['with a label only']}<form><input type="email"><button>Subscribe</button></form>`,
      ),
    ).toBe(1);
  });
});

describe('no contact form is', () => {
  const forms: Record<string, string> = {
    'a search': '<form role="search"><input type="search" name="s"><button>Search</button></form>',
    'a login': '<form><input name="login"><input type="password"><textarea name="message"></textarea></form>',
    'an application':
      '<form class="loan-form"><input name="passport"><input name="income"><textarea name="comment"></textarea><button>Send</button></form>',
    'an application by its button':
      '<form><input name="phone"><textarea name="comment"></textarea><button>Оформить заявку</button></form>',
    'a calculator':
      '<form id="calc"><input type="range" name="sum"><textarea name="note"></textarea><button>Рассчитать</button></form>',
    'a subscription': '<form><input type="email" name="EMAIL"><button>Subscribe</button></form>',
    'a call-back':
      '<form><input name="phone" placeholder="Телефон"><button>Передзвоніть мені</button></form>',
    'a review':
      '<h2>Залишити відгук</h2><form><input name="name"><textarea name="text"></textarea><button>Надіслати</button></form>',
    'a comment':
      '<form action="/wp-comments-post.php" id="commentform" class="comment-form"><textarea name="comment"></textarea><input type="submit" value="Post Comment"></form>',
    'an application for a job':
      '<form><input name="name"><textarea name="text" placeholder="Про себе"></textarea><button>Надіслати резюме</button></form>',
    'a captcha':
      '<form><input name="phone"><textarea name="g-recaptcha-response"></textarea><button>OK</button></form>',
  };
  for (const [what, html] of Object.entries(forms)) it(what, () => expect(count(html)).toBe(0));
});
