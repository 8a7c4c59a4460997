/** Pages of our own with traps, on loopback: each says over HTTP what was done to it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a trap needs: `hit(what)` tells the server, `chat(on)` puts a working chat into the page. */
const HEAD = `<!doctype html><meta charset="utf-8"><title>Lender</title>
<style>.fix{position:fixed;right:20px;bottom:20px}.box{position:fixed;right:20px;bottom:100px;width:320px;height:420px;background:#fff;border:1px solid}
.msg{margin:4px;padding:6px;border-radius:8px;max-width:200px;background:#eee}.me{background:#cef;margin-left:90px}.log{height:260px;overflow:auto}</style>
<body style="height:1200px"><h1>Lender</h1><p>Loans from 100 to 600.</p>
<script>
const hit=(what)=>fetch('/hit',{method:'POST',body:what});
const el=(html)=>{const d=document.createElement('div');d.innerHTML=html;document.body.append(d);return d};
const say=(who,text)=>{const d=document.createElement('div');d.className='msg '+who;d.textContent=text;document.querySelector('.log').append(d)};
const launcher=()=>{const b=el('<button class="fix" aria-label="Chat" style="width:56px;height:56px;border-radius:28px">?</button>').firstChild;return b};
const chat=(more='')=>el('<div class="box chat-box"><div class="log" role="log"></div><div class="extra">'+more+'</div><textarea placeholder="Type a message" style="width:240px;height:40px"></textarea></div>');
const works=()=>{const t=document.querySelector('textarea');t.onkeydown=e=>{if(e.key==='Enter'){e.preventDefault();ask(t)}}};
const ask=(t)=>{hit('ask '+t.value);say('me',t.value);t.value='';setTimeout(()=>say('them','Yes, that is possible.'),300)};
</script>`;

export const TRAPS = {
  'floating-application': `<a class="fix chat-launcher" href="/apply" style="width:60px;height:60px;background:#080" onclick="hit('apply')">Оформити заявку</a>`,
  'application-as-chat-icon': `<a class="fix chat-widget-button" aria-label="chat" href="/apply/" style="width:60px;height:60px;background:#080" onclick="hit('apply');event.preventDefault()"></a>`,
  'only-money': `<script>const l=launcher();l.onclick=()=>{chat('<button onclick="hit(\\'money\\')">Отримати гроші</button>');document.querySelector('textarea').remove();say('them','Вітаємо!')}</script>`,
  'wants-a-card': `<script>launcher().onclick=()=>el('<form class="box" onsubmit="hit(\\'form\\');return false"><label>Name <input name=n></label><label>Card number <input name=c required></label><button>Start chat</button></form>')</script>`,
  'file-beside-the-field': `<script>launcher().onclick=()=>{chat('<label class="clip" style="position:absolute;left:262px;bottom:30px;width:24px;height:24px;cursor:pointer">+<input type=file hidden onclick="hit(\\'file\\')"></label>');works()}</script>`,
  'riddle-in-the-form': `<script>launcher().onclick=()=>el('<form class="box" onsubmit="hit(\\'form\\');return false"><label>Name <input name=n></label><label>E-mail <input type=email></label><iframe src="/recaptcha/api2/anchor" title="recaptcha" style="width:300px;height:78px"></iframe><button>Start chat</button></form>')</script>`,
  'consent-demanded': `<script>launcher().onclick=()=>{const f=el('<form class="box"><label>Name <input name=n></label><label>E-mail <input type=email></label><label><input type=checkbox id=ok required> I agree to the privacy policy</label><label><input type=checkbox id=ads> I agree to receive news</label><button>Start chat</button></form>');f.querySelector('form').onsubmit=e=>{e.preventDefault();hit('ok '+document.getElementById('ok').checked+' ads '+document.getElementById('ads').checked);f.remove();chat();works()}}</script>`,
  'customers-only': `<script>launcher().onclick=()=>el('<form class="box" onsubmit="hit(\\'form\\');return false"><label>Name <input name=n></label><label><input type=checkbox required> I already have a loan here</label><button>Start chat</button></form>')</script>`,
  'phone-by-asterisk': `<style>.star::after{content:" *";color:red}</style><script>launcher().onclick=()=>el('<form class="box" onsubmit="hit(\\'form\\');return false"><label>Name <input name=n></label><label><span class="star">Phone</span> <input name=p></label><button>Start chat</button></form>').querySelectorAll('label')[1].classList.add('star')</script>`,
  'phone-after-sending': `<script>launcher().onclick=()=>{const f=el('<form class="box"><label>Name <input name=n></label><label>E-mail <input name=e></label><label>Phone <input name=p></label><button>Start chat</button></form>');f.querySelector('form').onsubmit=e=>{e.preventDefault();hit('form '+f.querySelector('[name=p]').value);f.querySelector('[name=p]').setAttribute('aria-invalid','true')}}</script>`,
  'newsletter-over-the-page': `<form class="box" style="left:20px;right:auto" onsubmit="hit('newsletter');return false"><label>Name <input name=n></label><label>E-mail <input type=email></label><button>Submit</button></form><script>launcher().onclick=()=>{chat();works()}</script>`,
  'slow-to-clear': `<script>launcher().onclick=()=>{chat('<button class="send" onclick="send()">Send</button>');window.send=()=>{const t=document.querySelector('textarea');hit('ask '+t.value);const v=t.value;setTimeout(()=>{say('me',v);t.value='';setTimeout(()=>say('them','Noted.'),200)},5000)};document.querySelector('textarea').onkeydown=e=>{if(e.key==='Enter'){e.preventDefault();send()}}}</script>`,
  'closed-shadow': `<script>const root=el('<div></div>').firstChild.attachShadow({mode:'closed'});root.innerHTML='<button style="position:fixed;right:20px;bottom:20px;width:56px;height:56px" aria-label="Chat">?</button><div id=b style="display:none;position:fixed;right:20px;bottom:100px;width:300px;height:300px"><div id=log role=log style="height:200px;overflow:auto"></div><textarea placeholder="Type a message"></textarea></div>';root.querySelector('button').onclick=()=>{root.getElementById('b').style.display='block'};root.querySelector('textarea').onkeydown=e=>{if(e.key==='Enter'){e.preventDefault();const add=(c,t)=>{const d=document.createElement('div');d.textContent=t;d.style.cssText='margin:4px;padding:6px;border-radius:8px;background:'+c;root.getElementById('log').append(d)};hit('ask '+e.target.value);add('#cef',e.target.value);e.target.value='';setTimeout(()=>add('#eee','Yes.'),300)}}</script>`,
} as const;
export type Trap = keyof typeof TRAPS;

export async function serveTraps(): Promise<{
  url(trap: Trap): string;
  /** What was done on the page, in order. */
  hits(trap: Trap): string[];
  stop(): Promise<void>;
}> {
  const hits = new Map<string, string[]>();
  const server = createServer((request, response) => {
    const trap = (request.headers.referer ?? '').split('/').at(-1) ?? '';
    if (request.url === '/hit') {
      let body = '';
      request.on('data', (piece) => {
        body += String(piece);
      });
      request.on('end', () => {
        hits.set(trap, [...(hits.get(trap) ?? []), body]);
        response.end('ok');
      });
      return;
    }
    const name = (request.url ?? '/').slice(1) as Trap;
    if (name in TRAPS) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.setHeader('referrer-policy', 'unsafe-url');
      response.end(HEAD + TRAPS[name]);
    } else {
      if ((request.url ?? '').startsWith('/apply')) hits.set(trap, [...(hits.get(trap) ?? []), 'apply page']);
      response.end('<!doctype html><p>nothing');
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: (trap) => `http://127.0.0.1:${port}/${trap}`,
    hits: (trap) => hits.get(trap) ?? [],
    stop: () => new Promise((done) => server.close(() => done())),
  };
}
