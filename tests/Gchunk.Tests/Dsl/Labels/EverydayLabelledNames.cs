using System.Reflection;
using Gchunk.Dsl;
using Xunit;

namespace Gchunk.Tests.Dsl.Labels;

/// <summary>
/// The names that xarray users need every day: each must exist in .NET casing, on arrays and data sets or as a
/// function.
/// </summary>
public class EverydayLabelledNames
{
    // A different name in gchunk follows an equals sign. The first column says where the names must be found.
    private const string Names = """
        DataArray,Dataset: isel sel where drop_sel drop_isel head tail thin loc
        DataArray,Dataset: reindex reindex_like concat sortby=SortBy drop_duplicates
        Prelude: align broadcast merge combine_by_coords combine_nested concat
        DataArray,Dataset: sum prod mean std var min max median quantile any all count argmin argmax first last cumsum cumprod
        DataArray,Dataset: idxmin=IdxMin idxmax=IdxMax fillna ffill bfill interpolate_na dropna isnull notnull clip round
        DataArray,Dataset: integrate cumulative_integrate differentiate diff shift roll rank weighted polyfit map_blocks pipe where_other
        DataArray: dot
        Prelude: cov corr dot polyval apply_ufunc
        DataArray,Dataset: groupby groupby_bins resample rolling coarsen
        GroupedArray,GroupedDataset: mean sum std var count min max median quantile first last map
        RollingArray: mean sum std count min max median quantile construct
        CoarsenedArray: mean sum std count min max median quantile construct
        ResampledArray,ResampledDataset: mean asfreq ffill bfill nearest interpolate
        WeightedArray: mean sum std var sum_of_weights sum_of_squares quantile
        TimeAccessor: year month day hour minute second microsecond dayofyear dayofweek weekday quarter season weekofyear days_in_month strftime floor ceil round is_leap_year date=Floor
        Prelude: date_range
        DataArray,Dataset: convert_calendar
        DataArray,Dataset: stack unstack transpose expand_dims squeeze rename swap_dims set_index reset_index assign_coords drop_vars chunk pad reset_coords
        Dataset: assign drop_dims to_array to_stacked set_coords map
        DataArray: to_dataset to_unstacked
        DataArray,Dataset: interp interp_like regrid
        DataArray,Dataset: info to_html compute=Load load persist astype equals identical
        DataArray,Dataset: assign_attrs
        """;

    public static TheoryData<string, string> Everyday
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (
                string line in Names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
            {
                string[] parts = line.Split(": ");
                foreach (string type in parts[0].Split(','))
                {
                    foreach (string name in parts[1].Split(' '))
                        data.Add(type, name);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everyday))]
    public void An_everyday_name_of_xarray_is_there(string type, string name)
    {
        Type? holder = typeof(DataArray).Assembly.GetType("Gchunk.Dsl." + type);
        Assert.True(holder is not null, $"there is no {type}");
        string[] parts = name.Split('=');
        string wanted = parts[^1].Replace("_", "", StringComparison.Ordinal);
        bool found = holder
            .GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance)
            .Any(m => m.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        Assert.True(found, $"xarray's {parts[0]} has no counterpart on {type}");
    }
}
