// Strokes and marks on a canvas, in the looks of the contenders.

export function playhead(context, { x, frame }, t, theme) {
  const px = x(t);
  if (px < frame.left - 1 || px > frame.left + frame.width + 1) return;
  context.globalAlpha = 0.8;
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(px, frame.top);
  context.lineTo(px, frame.top + frame.height);
  context.stroke();
  context.globalAlpha = 1;
}

export function dot(context, x, y, look) {
  marker(context, x, y, 4.5, look, true);
}

export function marker(context, x, y, size, look, halo = false) {
  context.beginPath();
  if (look.marker === "diamond") {
    const s = size * 1.2;
    context.moveTo(x, y - s);
    context.lineTo(x + s, y);
    context.lineTo(x, y + s);
    context.lineTo(x - s, y);
    context.closePath();
  } else context.arc(x, y, size, 0, 2 * Math.PI);
  context.fillStyle = look.color;
  context.fill();
  if (halo) {
    context.lineWidth = 1.5;
    context.strokeStyle = "#ffffff";
    context.stroke();
  }
}

export function cross(context, { x, y }, [p, q], colour) {
  const [px, py] = [x(p), y(q)];
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(px - 6.5, py);
  context.lineTo(px + 6.5, py);
  context.moveTo(px, py - 6.5);
  context.lineTo(px, py + 6.5);
  context.stroke();
}

export function dash(look) {
  return look.dash === "solid" ? [] : look.dash.split(",").map(parseFloat);
}

export function stroke(context, look, width, alpha) {
  context.setLineDash([]);
  context.strokeStyle = look.color;
  context.lineWidth = width;
  context.globalAlpha = alpha;
}

export function clipped(context, { left, top, width, height }, draw) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  draw();
  context.restore();
}
