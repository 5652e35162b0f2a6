// The only door to ECharts: what is registered here is what is loaded, and only when a chart is shown.
import { BarChart, CandlestickChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, CandlestickChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export { init } from "echarts/core";
export type { EChartsInitOpts, EChartsType } from "echarts/core";
