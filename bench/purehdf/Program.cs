using System.Diagnostics;
using System.Globalization;
using Gchunk.PureHdfTrial;

// Compares PureHDF with gchunk's own reader on the same files. README.md says how to run it.
return args switch
{
    ["open", .. var files] => Opening.Run(files),
    ["mutate-one", var reader, var file, var from, var to, var log] => Damage.Child(
        reader,
        file,
        Number(from),
        Number(to),
        log
    ),
    ["mutate", var count, .. var files] => Damage.Run(Number(count), files),
    ["make", var folder, var small] => Samples.Make(folder, small),
    ["speed", var folder] => Speed.Run(folder),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("open FILE… | mutate COUNT FILE… | make FOLDER SMALL_FILE | speed FOLDER");
    return 2;
}
