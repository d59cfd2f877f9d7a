// A slider and a button to play for each dimension that is not on screen.
import { clamp, element } from './explorer-parts.js';

/** Makes the sliders of dimensions; `refresh` shows what they choose. Returns what stops the one that plays. */
export function makeSliders(holder, dimensions, chosen, refresh) {
  let playing = null, waiting = 0;

  // A screen reader says the word that the button shows, and the dimension.
  function name(button, word, along) {
    button.textContent = word;
    button.ariaLabel = `${word} along ${along}`;
  }

  function stop() {
    if (playing) name(playing.play, 'Play', playing.along);
    playing = null;
  }

  function slide(o) {
    const slider = element('input', { type: 'range', min: 0, max: o.size - 1, step: 1, value: clamp(chosen[o.name] ?? 0, 0, o.size - 1), ariaLabel: o.name });
    const output = element('output'), play = element('button', { type: 'button' });
    name(play, 'Play', o.name);
    const say = () => {
      const label = o.labels[slider.value] ?? slider.value;
      output.textContent = `${label} (${Number(slider.value) + 1} of ${o.size})`;
      slider.setAttribute('aria-valuetext', label);
    };
    slider.oninput = () => { chosen[o.name] = Number(slider.value); say(); clearTimeout(waiting); waiting = setTimeout(refresh, 40); };
    play.onclick = () => {
      const was = playing;
      stop();
      if (was?.play === play) return;
      const run = (playing = { play, along: o.name });
      name(play, 'Stop', o.name);
      (async () => {
        while (playing === run) {
          slider.value = (Number(slider.value) + 1) % o.size;
          chosen[o.name] = Number(slider.value);
          say();
          const from = performance.now();
          await refresh();
          await new Promise(done => setTimeout(done, Math.max(30, 250 - (performance.now() - from))));
        }
      })();
    };
    say();
    return element('div', { className: 'slider' }, element('span', { textContent: o.name }), play, slider, output);
  }

  holder.replaceChildren(...dimensions.map(slide));
  return stop;
}
