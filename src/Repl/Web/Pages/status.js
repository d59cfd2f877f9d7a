import { address, post } from '/assets/session.js';
import { bar, bytes, color, count, duration, element, show } from '/assets/format.js';
import { drawPlan } from '/assets/plan.js';
import { drawRates } from '/assets/rates.js';
import { TaskStream } from '/assets/taskstream.js';

const $ = id => document.getElementById(id);
const stream = new TaskStream($('stream'), $('hover'));
let chosen = null, paused = false, shownLog = null;

stream.onfollow = on => $('follow').setAttribute('aria-pressed', on);
$('zoom-in').onclick = () => stream.zoom(0.6);
$('zoom-out').onclick = () => stream.zoom(1.6);
$('follow').onclick = () => stream.setFollow(!stream.follow);
$('fit').onclick = () => stream.fit();
$('pause').onclick = () => act(paused ? '/status/resume' : '/status/pause');

async function act(path) {
  try { await post(path); } catch (error) { $('connection').textContent = error.message; }
}

function button(text, label, action) {
  const b = element('button', text);
  b.type = 'button';
  b.setAttribute('aria-label', label);
  b.onclick = action;
  return b;
}

function cell(text, className = '') { return element('td', text, className); }

function tiles(s) {
  const { totals: t, machine: m } = s;
  return [
    ['tasks', count(t.tasks)], ['runs', t.failed ? `${count(t.runs)}, ${count(t.failed)} not done` : count(t.runs)],
    ['read', bytes(t.read)], ['moved between workers', bytes(t.moved)], ['spilled', bytes(t.spilled)],
    ['load', `${m.load.toFixed(1)} of ${m.cores} cores`], ['memory free', `${bytes(m.free)} of ${bytes(m.memory)}`],
    ['this process', bytes(m.process)],
  ].flatMap(([name, value]) => {
    const pair = element('div');
    pair.append(element('dt', name), element('dd', value));
    return [pair];
  });
}

function progress(run, names) {
  // A run that went by while nobody looked has no stages, but is in the history.
  return run.stages.map(([name, tasks, done]) => {
    const row = element('div', '', 'stage'), text = names[name] ? names[name][0] : '?';
    const label = element('span', text);
    label.title = text;
    row.append(label, bar(tasks ? done / tasks : run.length === undefined ? 0.5 : 1, color(name)),
      element('span', tasks ? `${count(done)}/${count(tasks)}` : count(done)));
    return row;
  });
}

function ending(run) {
  if (run.length === undefined) return ['running', ''];
  if (run.cancelled) return ['cancelled', 'bad'];
  return run.error ? [run.error.split('\n')[0], 'bad'] : ['done', ''];
}

function runRow(run) {
  const row = element('tr', '', run.number === chosen ? 'chosen' : '');
  const first = cell('');
  first.append(button(`${run.number}`, `Show run ${run.number}`, () => { chosen = chosen === run.number ? null : run.number; }));
  const [end, look] = ending(run), last = cell(end, look);
  if (run.cancellable) last.append(' ', button('Cancel', `Cancel run ${run.number}`, () => act(`/status/cancel?run=${run.number}`)));
  row.append(first, cell(`${count(run.done)}/${count(run.tasks)}`, 'n'), cell(run.length === undefined ? '' : duration(run.length), 'n'),
    cell(run.peak ? bytes(run.peak) : '', 'n'), cell(run.read ? bytes(run.read) : '', 'n'), last);
  return row;
}

function workerRow(w) {
  const row = element('tr'), memory = cell('', 'n'), actions = cell('', 'word');
  memory.append(w.limit ? `${bytes(w.memory)} of ${bytes(w.limit)}` : bytes(w.memory));
  if (w.limit) memory.append(bar(w.memory / w.limit));
  if (w.name && w.state !== 'ended') {
    actions.append(
      button('Log', `Show the log of ${w.name}`, () => { shownLog = shownLog === w.name ? null : w.name; showLog(); }), ' ',
      button('Restart', `Restart ${w.name}`, () => act(`/status/restart?worker=${encodeURIComponent(w.name)}`)));
  }
  const name = w.name ? `${w.name}${w.pid ? `, process ${w.pid}` : ''}` : `this process, ${w.pid}`;
  row.append(cell(name, 'word'), cell(w.ending ? `ended: ${w.ending}` : w.state, w.ending ? 'bad' : 'word'), memory,
    cell(bytes(w.spilled), 'n'), cell(count(w.tasks), 'n'), cell(w.runs.join(' · ')), actions);
  return row;
}

function machineRow(m) {
  const row = element('tr'), memory = cell(`${bytes(m.memory)} of ${bytes(m.limit)}`, 'n');
  memory.append(bar(m.memory / m.limit));
  row.append(cell(m.name), cell(count(m.workers), 'n'), cell(count(m.cores), 'n'), cell(m.load.toFixed(1), 'n'), memory, cell(bytes(m.spilled), 'n'),
    cell(bytes(m.received), 'n'), cell(`${bytes(m.rate)}/s`, 'n'),
    cell(m.links.map(([from, n]) => `${from} ${bytes(n)}`).join(' · ')), cell(m.runs.join(' · ')));
  return row;
}

async function showLog() {
  $('log-box').hidden = shownLog === null;
  if (shownLog === null) return;
  $('log-title').textContent = `Log of ${shownLog}`;
  try {
    const answer = await fetch(address(`/status/log?worker=${encodeURIComponent(shownLog)}`));
    $('log').textContent = answer.ok ? (await answer.json()).lines.join('\n') || '(nothing was written)' : await answer.text();
  } catch (error) { $('log').textContent = error.message; }
}
setInterval(showLog, 2000);

function profileRows(names) {
  const total = names.reduce((sum, n) => sum + n[2], 0) || 1;
  return names.map((n, i) => [i, ...n]).filter(n => n[2] > 0).sort((a, b) => b[3] - a[3]).slice(0, 100).map(([i, name, tasks, time]) => {
    const row = element('tr'), share = cell('');
    share.append(bar(time / total, color(i)), `${(100 * time / total).toFixed(1)} %`);
    row.append(cell(name), cell(count(tasks), 'n'), cell(duration(time), 'n'), share);
    return row;
  });
}

function messageRow([time, text]) {
  const item = element('li'), when = element('time', new Date(time).toLocaleTimeString('en-GB'));
  when.dateTime = time;
  item.append(when, text);
  return item;
}

function update(s) {
  paused = s.paused;
  $('client').textContent = s.client;
  $('connection').textContent = paused ? 'paused: no task starts' : 'live';
  $('pause').textContent = paused ? 'Resume' : 'Pause';
  stream.update(s);
  $('tiles').replaceChildren(...tiles(s));
  const run = s.runs.find(r => r.number === chosen) ?? s.runs.findLast(r => r.length === undefined) ?? s.runs.at(-1);
  $('run-title').textContent = run ? `run ${run.number}: ${count(run.done)} of ${count(run.tasks)} tasks, ${ending(run)[0]}` : 'Nothing has run since the dashboard was asked for.';
  show($('progress'), run ? `${run.number}:${run.done}:${run.stages.length}:${run.length}` : '', () => run ? progress(run, s.names) : []);
  drawPlan($('plan'), run, s.names);
  $('machines-box').hidden = s.machines.length === 0;
  show($('machines'), JSON.stringify(s.machines), () => s.machines.map(machineRow));
  show($('workers'), JSON.stringify(s.workers.map(w => [w.name, w.state, w.memory, w.tasks, w.spilled, w.runs, w.ending])), () => s.workers.map(workerRow));
  show($('runs'), JSON.stringify([chosen, s.runs.map(r => [r.number, r.done, r.length, r.cancellable])]), () => s.runs.toReversed().map(runRow));
  show($('profile'), JSON.stringify(s.names.map(n => n[1])), () => profileRows(s.names));
  show($('messages'), `${s.messages.length}:${s.messages.at(-1)?.[0]}`, () => s.messages.toReversed().map(messageRow));
  drawRates($('rates'), $('legend'), s.rates);
  document.body.dataset.ready = 'true';
}

const events = new EventSource(address('/status/events'));
events.addEventListener('state', e => update(JSON.parse(e.data)));
events.addEventListener('tasks', e => stream.add(JSON.parse(e.data).tasks));
events.onerror = () => { $('connection').textContent = 'the program has ended or does not answer'; };
// A second connection begins with all tasks again.
events.onopen = () => { stream.total = 0; stream.dirty = true; };
