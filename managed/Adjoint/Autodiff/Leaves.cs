using System.Collections;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>Finds the tensors in what a user's function returned: a tensor, a tuple, a list, or such within each other.</summary>
internal static class Leaves
{
    public static void Collect(object? value, List<Tensor> into)
    {
        switch (value)
        {
            case Tensor tensor:
                into.Add(tensor);
                break;
            case Gradients gradients:
                into.AddRange(gradients.Tensors);
                break;
            case ITuple tuple:
                for (int i = 0; i < tuple.Length; i++)
                    Collect(tuple[i], into);
                break;
            case string:
                break;
            case IDictionary dictionary:
                foreach (object? item in dictionary.Values)
                    Collect(item, into);
                break;
            case IEnumerable sequence and (Array or IList):
                foreach (object? item in sequence)
                    Collect(item, into);
                break;
            default:
                break;
        }
    }
}
