// One clock for everything that moves: a float playhead in steps, independent of how many there are.

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
const STEPS_PER_SECOND = 20; // at speed 1
const WHOLE_RUN_SECONDS = 5;

export class Clock {
  constructor(onChange) {
    this.t = 0;
    this.steps = 1;
    this.playing = false;
    this.speed = 1; // a number, or "whole" for the whole run in five seconds
    this.loop = false;
    this.onChange = onChange; // called with what changed: "time" | "state"
    this.last = null;
    this.request = null;
  }

  get rate() {
    return this.speed === "whole" ? this.steps / WHOLE_RUN_SECONDS : this.speed * STEPS_PER_SECOND;
  }

  setSteps(steps) {
    this.steps = steps;
    if (this.t > steps) this.seek(steps);
    this.onChange("state");
  }

  seek(t) {
    this.t = Math.min(this.steps, Math.max(0, t));
    this.onChange("time");
  }

  // A whole step on or back, from wherever between two steps the playhead stands.
  step(by) {
    this.pause();
    this.seek(by > 0 ? Math.floor(this.t + 1e-9) + by : Math.ceil(this.t - 1e-9) + by);
  }

  play() {
    if (this.playing) return;
    if (this.t >= this.steps) this.seek(0);
    this.playing = true;
    this.last = null;
    this.onChange("state");
    this.request = requestAnimationFrame((now) => this.frame(now));
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.request);
    this.onChange("state");
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  frame(now) {
    if (!this.playing) return;
    this.request = requestAnimationFrame((next) => this.frame(next));
    if (this.last !== null) {
      const t = this.t + (this.rate * (now - this.last)) / 1000;
      if (t < this.steps) this.seek(t);
      else if (this.loop) this.seek(t % this.steps);
      else {
        this.seek(this.steps);
        this.pause();
      }
    }
    this.last = now;
  }

  stop() {
    this.playing = false;
    cancelAnimationFrame(this.request);
  }
}
