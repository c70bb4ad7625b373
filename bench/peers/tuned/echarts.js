// The parts of ECharts that the six charts use.
import { init, registerMap, use } from 'echarts/core';
import { BarChart, EffectScatterChart, LineChart, MapChart, PieChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  GeoComponent,
  GridComponent,
  LegendScrollComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapContinuousComponent,
} from 'echarts/components';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

use([
  BarChart, EffectScatterChart, LineChart, MapChart, PieChart, ScatterChart,
  DataZoomInsideComponent, GeoComponent, GridComponent, LegendScrollComponent, TitleComponent,
  TooltipComponent, VisualMapContinuousComponent, LabelLayout, CanvasRenderer,
]);

export { init, registerMap };
