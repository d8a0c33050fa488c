namespace Adjoint.FSharp

open System
open Adjoint

/// Functions of trees: tensors, and tuples, records, unions, options, lists, arrays and maps of trees.
/// Where a tree has None or null there is no leaf; numbers, text and functions are carried along as they are.
[<RequireQualifiedAccess>]
module Tree =

    /// <summary>The same tree with each leaf changed.</summary>
    /// <param name="change">What becomes of a leaf.</param>
    /// <param name="tree">A tree.</param>
    let map (change: Tensor -> Tensor) (tree: 'T) : 'T = Adjoint.Tree.Map(tree, Func<_, _> change)

    /// <summary>A tree of what a function gives for the leaves of two trees at the same place.</summary>
    /// <param name="combine">Takes a leaf of each.</param>
    /// <param name="first">A tree.</param>
    /// <param name="second">A tree of the same structure, such as a gradient.</param>
    /// <exception cref="T:System.ArgumentException">The structures differ.</exception>
    let map2 (combine: Tensor -> Tensor -> Tensor) (first: 'T) (second: 'T) : 'T =
        Adjoint.Tree.Map(first, second, Func<_, _, _> combine)

    /// <summary>A tree of what a function gives for the leaves of three trees at the same place.</summary>
    /// <param name="combine">Takes a leaf of each.</param>
    /// <param name="first">A tree.</param>
    /// <param name="second">A tree of the same structure.</param>
    /// <param name="third">Another one.</param>
    /// <exception cref="T:System.ArgumentException">The structures differ.</exception>
    let map3 (combine: Tensor -> Tensor -> Tensor -> Tensor) (first: 'T) (second: 'T) (third: 'T) : 'T =
        Adjoint.Tree.Map(first, second, third, Func<_, _, _, _> combine)

    /// <summary>The leaves in order.</summary>
    /// <param name="tree">A tree.</param>
    let leaves (tree: 'T) : Tensor list = Adjoint.Tree.Leaves tree |> List.ofSeq

    /// <summary>The leaves in order with their places, such as "Layers[0].W".</summary>
    /// <param name="tree">A tree.</param>
    let namedLeaves (tree: 'T) : (string * Tensor) list =
        [ for struct (path, leaf) in Adjoint.Tree.NamedLeaves tree -> path, leaf ]

    /// <summary>All elements as one vector, and the way back.</summary>
    /// <param name="tree">A tree.</param>
    let ravel (tree: 'T) : Tensor * (Tensor -> 'T) =
        let struct (flat, unravel) = Adjoint.Tree.Ravel tree
        flat, unravel.Invoke

    /// <summary>The same tree with zeros in every leaf.</summary>
    /// <param name="tree">A tree.</param>
    let zerosLike (tree: 'T) : 'T = Adjoint.Tree.ZerosLike tree

    /// <summary>The root of the sum of all squares, over the floating leaves.</summary>
    /// <param name="tree">A tree.</param>
    let norm (tree: 'T) : Tensor = Adjoint.Tree.Norm tree
