using Gchunk.Engine;

namespace Gchunk.Dsl.Plotting.Maps;

/// <summary>What a map shows besides its layers.</summary>
internal sealed record MapFrame
{
    public IProjection Projection { get; init; } = new PlateCarree();

    /// <summary>The edges in degrees: west, east, south, north; null for those of the data.</summary>
    public (double West, double East, double South, double North)? Extent { get; init; }

    /// <summary>Whether the whole globe is shown.</summary>
    public bool IsGlobal { get; init; }

    public MapPaint Coastlines { get; init; } = true;

    public MapPaint Borders { get; init; }

    public MapPaint States { get; init; }

    public MapPaint Land { get; init; }

    public MapPaint Ocean { get; init; }

    public MapPaint Lakes { get; init; }

    public MapPaint Rivers { get; init; }

    public bool Graticule { get; init; } = true;

    public void Check()
    {
        if (Projection.FindFault() is { } fault)
            throw new GchunkException(fault);
        if (Extent is not { } e)
            return;
        if (!(e.South < e.North && e.South >= -90 && e.North <= 90))
        {
            throw new GchunkException(
                $"extent ({e.West}, {e.East}, {e.South}, {e.North}) has the latitudes {e.South} to {e.North}; give (west, east, south, north), with south < north from -90 to 90"
            );
        }
        if (!(e.West < e.East && e.East - e.West <= 360 && e.West >= -360 && e.East <= 720))
        {
            throw new GchunkException(
                $"extent ({e.West}, {e.East}, {e.South}, {e.North}) has the longitudes {e.West} to {e.East}; give (west, east, south, north), with west < east and at most 360 degrees between them"
            );
        }
    }
}
