namespace Gchunk.Dsl.Joining;

/// <summary>A variable of the result: where it comes from, and whether it is concatenated.</summary>
internal sealed class PlannedVariable
{
    public required string Name { get; init; }

    /// <summary>The first data set that has it.</summary>
    public required CombineMember Source { get; init; }

    /// <summary>True for a coordinate.</summary>
    public required bool IsCoord { get; init; }

    /// <summary>
    /// True if it gets the dimension; otherwise it is taken from <see cref="Source"/>. Set while variables are compared
    /// for a coordinate that differs.
    /// </summary>
    public bool IsConcatenated { get; set; }

    /// <summary>True if the result does not have it. Set while variables are compared.</summary>
    public bool IsLeftOut { get; set; }

    /// <summary>The variable in <see cref="Source"/>.</summary>
    public CombineVariable First => Source.Variables[Name];
}

/// <summary>The variables that data sets have when they are concatenated along a dimension.</summary>
internal sealed class CombinePlan
{
    private CombinePlan(string dim, bool isNew, OrderedDictionary<string, PlannedVariable> variables) =>
        (Dim, IsNew, Variables) = (dim, isNew, variables);

    /// <summary>The dimension.</summary>
    public string Dim { get; }

    /// <summary>True if no data set has the dimension.</summary>
    public bool IsNew { get; }

    /// <summary>The variables, by name, in the order in which the data sets have them.</summary>
    public OrderedDictionary<string, PlannedVariable> Variables { get; }

    /// <summary>Plans a concatenation.</summary>
    public static CombinePlan Of(CombineMember[] members, string dim, bool isNew, CombineOptions options)
    {
        var variables = new OrderedDictionary<string, PlannedVariable>();
        var along = new HashSet<string>();
        HashSet<string> indexes = [.. members.SelectMany(m => m.Indexes.Keys)];
        var coords = new HashSet<string>();
        foreach (CombineMember member in members)
        {
            coords.UnionWith(member.CoordNames);
            foreach (var (name, variable) in member.Variables)
            {
                if (variable.Axis(dim) >= 0)
                    along.Add(name);
                if (!indexes.Contains(name) && !variables.ContainsKey(name))
                {
                    variables[name] = new PlannedVariable
                    {
                        Name = name,
                        Source = member,
                        IsCoord = member.CoordNames.Contains(name),
                    };
                }
            }
        }

        foreach (var (name, planned) in variables)
        {
            planned.IsConcatenated =
                along.Contains(name)
                || (isNew && !planned.IsCoord)
                || (options.DataVars == DataVars.All && !coords.Contains(name));
            if (options.AreFiles)
                continue;
            if (Array.Find(members, m => !m.Variables.ContainsKey(name)) is null)
                continue;
            // A data variable is missing there, a coordinate is left out.
            planned.IsLeftOut = planned.IsCoord;
        }
        return new CombinePlan(dim, isNew, variables);
    }
}
