"""Small charts as SVG: bars, plain or stacked. Text is in the viewer's sans-serif font."""
import html
import math

WIDTH, LABEL, ROW, BAR = 760, 230, 24, 15
COLORS = ("#2f6f9f", "#e08a2c", "#4f9d69", "#b3474f", "#7d6aa8")
GREY = "#8a8a8a"


def text(x, y, content, anchor="start", weight="normal", fill="#333"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}">'
            f"{html.escape(str(content))}</text>")


def page(height, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}" font-family="sans-serif" font-size="12">\n'
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n' + "\n".join(parts) + "\n</svg>\n")


def ticks(largest, logarithmic, smallest):
    if logarithmic:
        low, high = math.floor(math.log10(smallest)), math.ceil(math.log10(largest))
        return [10.0 ** power for power in range(low, high + 1)]
    step = 10 ** math.floor(math.log10(largest))
    step = next(step * part for part in (0.1, 0.2, 0.5, 1, 2) if largest / (step * part) <= 6)
    return [step * number for number in range(int(largest / step) + 2)]


def bars(title, unit, rows, legend=(), logarithmic=False):
    """A bar for each row: (label, values, note). More than one value: stacked, in the order of `legend`.

    A label that starts with "=" is drawn grey: a ceiling, or what others are measured against.
    """
    sums = [sum(values) for _, values, _ in rows]
    marks = ticks(max(sums), logarithmic, min(sums))
    low, high = marks[0], marks[-1]

    def place(value):
        share = (math.log(value / low) / math.log(high / low)) if logarithmic else value / high
        return LABEL + share * (WIDTH - LABEL - 90)

    top = 64 if legend else 44
    bottom = top + ROW * len(rows)
    parts = [text(10, 20, title, weight="bold")]
    x = LABEL
    for name, color in zip(legend, COLORS):
        parts.append(f'<rect x="{x}" y="33" width="10" height="10" fill="{color}"/>')
        parts.append(text(x + 14, 42, name))
        x += 30 + 7 * len(name)
    for mark in marks:
        at = place(mark)
        parts.append(f'<line x1="{at:.1f}" y1="{top - 4}" x2="{at:.1f}" y2="{bottom}" stroke="#dddddd"/>')
        parts.append(text(at, bottom + 15, f"{mark:g}", "middle", fill=GREY))
    parts.append(text(WIDTH - 10, bottom + 30, unit, "end", fill=GREY))
    for number, (label, values, note) in enumerate(rows):
        y = top + ROW * number
        parts.append(text(LABEL - 8, y + 12, label.removeprefix("="), "end"))
        begin, reached = LABEL, 0.0
        for value, color in zip(values, COLORS):
            reached += value
            end = place(reached)
            fill = GREY if label.startswith("=") else color
            parts.append(f'<rect x="{begin:.1f}" y="{y}" width="{max(end - begin, 0):.1f}" height="{BAR}" '
                         f'fill="{fill}"/>')
            begin = end
        parts.append(text(begin + 5, y + 12, note))
    return page(bottom + 40, parts)
