'use strict';
(function ()
{
    const figures = JSON.parse(document.getElementById('figures').textContent);
    const dashes = {solid: [], dashed: [8, 5], dotted: [2, 4]};
    const times = [['ns', 1], ['µs', 1e3], ['ms', 1e6], ['s', 1e9]];
    const charts = [];

    function css(name)
    {
        return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
    }

    // Three digits that count.
    function digits(value)
    {
        const size = Math.abs(value);
        const whole = size < 1 ? 1 : Math.floor(Math.log10(size * 1.0005)) + 1;
        const decimals = Math.max(0, 3 - whole);
        return value.toLocaleString('en-US', {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
    }

    function number(value)
    {
        return Number.isInteger(value) || Math.abs(value) >= 1000 ?
            value.toLocaleString('en-US', {maximumFractionDigits: 0}) : digits(value);
    }

    function time(ns)
    {
        let best = times[0];
        times.forEach(function (unit) { best = Math.abs(ns) >= unit[1] * 0.9995 ? unit : best; });
        const value = ns / best[1];
        return (best[1] === 1 && Number.isInteger(value) ? value : digits(value)) + ' ' + best[0];
    }

    function text(figure, value)
    {
        return figure.time ? time(value) : figure.unit === '%' ?
            value.toLocaleString('en-US', {maximumFractionDigits: 4}) + ' %' : number(value) + (figure.unit ? ' ' + figure.unit : '');
    }

    function tick(figure, value)
    {
        if (value === 0)
        {
            return '0';
        }
        if (figure.time)
        {
            return time(value).replace(/\.0+ /, ' ');
        }
        const power = Math.abs(value) < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(Math.abs(value) * 1.0001) / 3));
        return (value / Math.pow(1000, power)).toLocaleString('en-US', {maximumSignificantDigits: 6}) +
            ['', ' k', ' M', ' G'][power];
    }

    // 1/(1 - p): 2 is 50%, 10 is 90%, 1000 is 99.9%.
    function percentile(x)
    {
        const nines = Math.log10(x);
        const isRound = Math.abs(nines - Math.round(nines)) < 1e-9 || x === 2;
        return (100 - 100 / x).toFixed(Math.max(0, Math.ceil(nines - 1e-9) - (isRound ? 2 : 1))) + '%';
    }

    function points(line)
    {
        const list = [];
        for (let i = 0; i < line.points.length; i += 2)
        {
            list.push({x: line.points[i], y: line.points[i + 1]});
        }
        return list;
    }

    // The last point not right of x, or the one after it if that is nearer.
    function nearest(data, x)
    {
        let low = 0;
        let high = data.length - 1;
        while (high - low > 1)
        {
            const middle = (low + high) >> 1;
            if (data[middle].x < x)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        return data.length > 0 && x - data[low].x < data[high].x - x ? low : high;
    }

    // Of each line that is shown the point nearest to the pointer along x: lines have points of their own.
    Chart.Interaction.modes.nearestOfEach = function (chart, event)
    {
        const x = chart.scales.x.getValueForPixel(Chart.helpers.getRelativePosition(event, chart).x);
        const found = [];
        chart.getSortedVisibleDatasetMetas().forEach(function (meta)
        {
            const data = chart.data.datasets[meta.index].data;
            const index = nearest(data, x);
            if (data[index] && data[index].y !== null)
            {
                found.push({element: meta.data[index], datasetIndex: meta.index, index: index});
            }
        });
        return found;
    };

    const crosshair = {
        id: 'crosshair',
        beforeDatasetsDraw: function (chart)
        {
            const active = chart.tooltip ? chart.tooltip.getActiveElements() : [];
            if (active.length > 0)
            {
                const context = chart.ctx;
                context.save();
                context.strokeStyle = css('soft');
                context.setLineDash([3, 3]);
                context.beginPath();
                context.moveTo(active[0].element.x, chart.chartArea.top);
                context.lineTo(active[0].element.x, chart.chartArea.bottom);
                context.stroke();
                context.restore();
            }
        }
    };

    function dataset(figure, line)
    {
        const list = points(line);
        // What is measured is seen as such, where there is room for it.
        const radius = figure.percentiles ? (list.length === 1 ? 3 : 0) : list.length <= 40 ? 2.5 : 0;
        const colour = css(line.colour);
        return {
            borderColor: colour, backgroundColor: colour, pointBackgroundColor: colour, pointBorderColor: colour,
            label: line.name, data: list, borderDash: dashes[line.dash], borderWidth: 2,
            pointRadius: radius, pointHoverRadius: 4, pointHitRadius: 0, clip: 6
        };
    }

    function percentileTicks(axis)
    {
        axis.ticks = [];
        for (let x = 1; x <= axis.max * 1.0001; x *= 10)
        {
            axis.ticks.push({value: x});
            // The median stands a third of a decade behind the beginning.
            if (x === 1 && axis.chart.width * 0.3 / Math.log10(axis.max) > 40)
            {
                axis.ticks.push({value: 2});
            }
        }
    }

    // Each decade; where there are only one or two, 2 and 5 as well.
    function decadeTicks(axis)
    {
        const steps = Math.log10(axis.max / axis.min) < 2.5 ? [1, 2, 5] : [1];
        axis.ticks = [];
        for (let decade = axis.min; decade <= axis.max * 1.0001; decade *= 10)
        {
            steps.forEach(function (step)
            {
                if (decade * step <= axis.max * 1.0001)
                {
                    axis.ticks.push({value: decade * step});
                }
            });
        }
    }

    // Whole decades around all values.
    function decades(figure)
    {
        let low = Infinity;
        let high = 0;
        figure.lines.forEach(function (line)
        {
            line.points.forEach(function (value, i)
            {
                if (i % 2 === 1 && value !== null)
                {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            });
        });
        const min = high > 0 ? Math.pow(10, Math.floor(Math.log10(low) + 1e-9)) : 1;
        return {min: min, max: Math.max(min * 10, Math.pow(10, Math.ceil(Math.log10(high) - 1e-9)))};
    }

    function yAxis(figure, isLog)
    {
        const axis = {
            border: {display: false}, grid: {}, title: {display: !figure.time && figure.unit !== '', text: figure.unit},
            ticks: {maxTicksLimit: isLog ? 12 : 8, callback: function (value) { return tick(figure, value); }}
        };
        return isLog ? Object.assign(axis, decades(figure), {type: 'logarithmic', afterBuildTicks: decadeTicks}) :
            Object.assign(axis, {type: 'linear', beginAtZero: true, grace: '2%'});
    }

    // A phase late in a run has the axis for itself.
    function isLate(figure)
    {
        return figure.lines.every(function (line) { return !(line.points[0] < figure.xMax / 2); });
    }

    function xAxis(figure)
    {
        return figure.percentiles ?
            {
                type: 'logarithmic', min: 1, max: figure.xMax, afterBuildTicks: percentileTicks, grid: {},
                ticks: {callback: percentile, maxRotation: 0, autoSkipPadding: 6},
                title: {display: true, text: 'percentile'}
            } :
            {
                type: 'linear', min: isLate(figure) ? undefined : 0, max: figure.xMax, grid: {},
                ticks: {maxRotation: 0, autoSkipPadding: 16, maxTicksLimit: 9, includeBounds: false,
                    callback: function (value) { return Number(value.toPrecision(4)).toLocaleString('en-US'); }},
                title: {display: true, text: 'seconds since the start'}
            };
    }

    function heading(figure, items)
    {
        return items.length === 0 ? '' : figure.percentiles ? percentile(items[0].parsed.x) :
            digits(items[0].parsed.x) + ' s';
    }

    function tooltip(figure)
    {
        return {
            padding: 10, usePointStyle: true, boxWidth: 8, boxHeight: 8, borderWidth: 1,
            callbacks: {
                title: function (items) { return heading(figure, items); },
                label: function (item) { return ' ' + item.dataset.label + ': ' + text(figure, item.parsed.y); },
                labelPointStyle: function () { return {pointStyle: 'circle', rotation: 0}; }
            }
        };
    }

    function paint(chart, figure)
    {
        chart.data.datasets.forEach(function (one, i)
        {
            one.borderColor = one.backgroundColor = one.pointBackgroundColor = one.pointBorderColor = css(figure.lines[i].colour);
        });
        ['x', 'y'].forEach(function (name)
        {
            const axis = chart.options.scales[name];
            axis.grid.color = axis.grid.tickColor = css('line');
            axis.ticks.color = axis.title.color = css('soft');
        });
        Object.assign(chart.options.plugins.tooltip, {
            backgroundColor: css('card'), borderColor: css('line'), titleColor: css('text'), bodyColor: css('text')});
        chart.update();
    }

    // For those who test the page: what is drawn.
    function note(chart, element)
    {
        element.dataset.lines = chart.data.datasets.filter(function (one, i) { return chart.isDatasetVisible(i); })
            .map(function (one) { return one.label; }).join('|');
        element.dataset.points = chart.data.datasets.reduce(function (sum, one) { return sum + one.data.length; }, 0);
    }

    function button(place, title, onClick)
    {
        const made = document.createElement('button');
        made.type = 'button';
        made.title = title;
        made.addEventListener('click', onClick);
        place.append(made);
        return made;
    }

    function legend(chart, figure, element)
    {
        // The title says it of a single line.
        figure.lines.slice(0, figure.lines.length > 1 ? figure.lines.length : 0).forEach(function (line, i)
        {
            const swatch = document.createElement('i');
            swatch.className = 'swatch ' + line.colour + ' ' + line.dash;
            const made = button(element.querySelector('.legend'), 'show or hide', function ()
            {
                const isShown = !chart.isDatasetVisible(i);
                chart.setDatasetVisibility(i, isShown);
                made.setAttribute('aria-pressed', String(isShown));
                chart.update();
                note(chart, element);
            });
            made.setAttribute('aria-pressed', 'true');
            made.append(swatch, line.name);
        });
    }

    function scaleButton(chart, figure, element)
    {
        let isLog = true;
        const made = button(element.querySelector('.buttons'), 'change the vertical axis', function ()
        {
            isLog = !isLog;
            made.textContent = isLog ? 'linear' : 'logarithmic';
            chart.options.scales.y = yAxis(figure, isLog);
            paint(chart, figure);
        });
        made.textContent = 'linear';
    }

    function draw(figure)
    {
        const element = document.getElementById(figure.id);
        const chart = new Chart(element.querySelector('canvas'), {
            type: 'line',
            data: {datasets: figure.lines.map(function (line) { return dataset(figure, line); })},
            plugins: [crosshair],
            options: {
                animation: false, responsive: true, maintainAspectRatio: false, parsing: false,
                interaction: {mode: 'nearestOfEach', intersect: false},
                scales: {x: xAxis(figure), y: yAxis(figure, figure.log)},
                plugins: {legend: {display: false}, colors: {enabled: false}, tooltip: tooltip(figure)}
            }
        });
        legend(chart, figure, element);
        if (figure.log)
        {
            scaleButton(chart, figure, element);
        }
        paint(chart, figure);
        note(chart, element);
        charts.push([chart, figure]);
    }

    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 13;
    document.documentElement.classList.add('live');
    figures.forEach(draw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function ()
    {
        charts.forEach(function (one) { paint(one[0], one[1]); });
    });
    document.documentElement.dataset.figures = String(charts.length);
}());
