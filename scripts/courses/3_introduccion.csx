// %% [markdown]
// # Introducción: calcular con datos que no caben en la memoria
//
// Una matriz de gchunk se divide en bloques, llamados *chunks*. Las operaciones no se ejecutan de inmediato: se apuntan
// en un grafo. Al pedir el resultado con `Compute`, los bloques se leen, se calculan y se liberan uno tras otro, en
// todos los núcleos del procesador.
//
// Ejecute las celdas en orden, o todo de una vez: `./gchunk scripts/courses/3_introduccion.csx`. Las figuras quedan en
// la carpeta `out/`.

// %%
Directory.CreateDirectory("out");
string data = Directory.Exists("scripts/data") ? "scripts/data" : "../data";

// %% [markdown]
// ## Matrices
//
// Cien millones de números ocupan 800 MB, pero aquí no se ha calculado ninguno.

// %%
var x = Rand.Uniform((10_000, 10_000), chunks: (1_000, 2_500), seed: 5);
Print(x);

// %% [markdown]
// La suma de una matriz y su traspuesta sigue siendo una promesa. El grafo de una parte pequeña muestra qué tarea
// necesita a cuál.

// %%
var y = x + x.T;
y[..2000, ..2000].Mean(axis: 0).Visualize("out/grafo.svg");

// %%
Print(y["0:2000:500, 9999"].Compute());

// %% [markdown]
// ## Funciones diferidas
//
// `Delay` convierte una función corriente en una diferida. Dos llamadas que no dependen la una de la otra se ejecutan a
// la vez.

// %%
int Incrementar(int n)
{
    Thread.Sleep(50);
    return n + 1;
}

int Sumar(int a, int b)
{
    Thread.Sleep(50);
    return a + b;
}

var incrementar = Delay<int, int>(Incrementar);
var sumar = Delay<int, int, int>(Sumar);
var resultado = sumar(incrementar(10), incrementar(30));
resultado.Visualize("out/llamadas.svg", rankdir: "LR");

// %%
Print(resultado.Compute());

// %% [markdown]
// ## Datos con nombres
//
// Doce archivos NetCDF, uno por mes, se abren como un solo conjunto de datos: precipitación diaria en Vermont durante
// un año. Se leen los nombres, las unidades y las coordenadas, pero no los valores.

// %%
var ds = OpenMfDataset($"{data}/pr/*.nc");
Print(ds);

// %% [markdown]
// Las dimensiones se llaman por su nombre. Los archivos dan mm por segundo; un día tiene 86 400 segundos.

// %%
var lluvia = (ds["pr"] * 86400).AssignAttrs(("long_name", "precipitación"), ("units", "mm/día"));
var media = lluvia.Mean(["time"], keepAttrs: true);
media.PlotMap(
    "out/media.png",
    projection: Orthographic(-73, 43),
    colors: "YlGnBu",
    borders: true,
    title: "Lluvia media"
);

// %% [markdown]
// Un promedio por mes y otro por estación del año. La media de las celdas pesa igual todas ellas, pues el área es
// pequeña.

// %%
var meses = lluvia.GroupBy("time.month").Mean().Mean("lat", "lon");
meses.Bar("out/meses.png", title: "Lluvia de cada mes, mm/día");

// %%
Print(lluvia.GroupBy("time.season").Mean().Mean("lat", "lon").Compute());

// %% [markdown]
// Se elige por etiqueta: el punto más cercano a Burlington, en julio.

// %%
var burlington = lluvia.Sel(Nearest, ("lat", 44.48), ("lon", -73.21)).Sel("time", "2095-07");
burlington.Plot("out/burlington.png", title: "Burlington, julio de 2095");

// %%
Print($"{burlington.Count().Scalar()} días, {(burlington > 1).Sum().Scalar()} con más de 1 mm");

// %% [markdown]
// ## Procesos de trabajo
//
// Con un cliente, las mismas expresiones se calculan en otros procesos de este ordenador.

// %%
var cliente = new Client(workers: 2, threadsPerWorker: 1, memoryLimit: "500MB");
Print(media.Max().Compute());

// %%
cliente.Shutdown();
