/** The canary of the chats: a page of our own in the same browser, with a chat that answers. Never leaves the machine. */
import type { Clock } from '../../fieldwork/ports.ts';
import { askIn } from './ask.ts';
import { composer } from './find-chat.ts';
import { launchers } from './find-launcher.ts';
import { press, settle, startOfWay } from './press.ts';
import { watchChat } from './sight.ts';
import type { Tab } from './tab.ts';

const PAGE = `<!doctype html><meta charset="utf-8"><title>own page</title><body style="height:100vh">
<button id="l" aria-label="Chat" class="chat-launcher" style="position:fixed;right:20px;bottom:20px;width:60px;height:60px;border-radius:30px">?</button>
<div id="c" style="display:none;position:fixed;right:20px;bottom:100px;width:320px;height:400px;background:#fff">
<div id="log" role="log" style="height:340px;overflow:auto"></div><textarea placeholder="Type a message" style="width:300px;height:40px"></textarea></div>
<script>
const log=document.getElementById('log'),t=document.querySelector('textarea');
document.getElementById('l').onclick=()=>{document.getElementById('c').style.display='block'};
const add=(who,text)=>{const d=document.createElement('div');d.className='message '+who;d.textContent=text;
d.style.cssText='margin:4px;padding:6px;border-radius:8px;max-width:200px;background:'+(who==='me'?'#cef;margin-left:90px':'#eee');log.append(d)};
t.onkeydown=e=>{if(e.key==='Enter'){e.preventDefault();add('me',t.value);t.value='';setTimeout(()=>add('them','Heard.'),50)}};
</script>`;

export async function hearOwnPage(tab: Tab, clock: Clock): Promise<{ ok: boolean; detail: string }> {
  await tab.page.goto('about:blank');
  await tab.page.setContent(PAGE);
  const way = startOfWay();
  const [launcher] = launchers(await tab.look());
  if (!launcher || !(await press(tab, way, launcher)))
    return { ok: false, detail: 'its launcher was not found' };
  await settle(tab, clock, 300);
  const place = composer(await tab.look());
  if (!place) return { ok: false, detail: 'its place to type was not found' };
  const sight = watchChat(tab, { vendor: null, recipe: null });
  const asked = await askIn(tab, clock, place, 'Does this browser hear?', way, sight, async () => {});
  if (asked.as !== 'asked') return { ok: false, detail: asked.reason };
  const end = clock.now() + 5000;
  while (clock.now() < end) {
    await sight.look();
    if (sight.transcript.messages().some((m) => !m.before && m.text === 'Heard.'))
      return { ok: true, detail: 'asked and heard' };
    await tab.moved(clock.now() + 200);
  }
  return { ok: false, detail: 'its answer was not seen' };
}
