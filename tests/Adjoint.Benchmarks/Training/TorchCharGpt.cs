using static TorchSharp.torch.nn.functional;

using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>The same model with TorchSharp's own operations for normalization, attention and gelu.</summary>
internal sealed class TorchCharGpt(CharGpt like)
{
    private readonly TorchParameter _tokens = like.Tokens.Value.ToTorchParameter(), _places = like.Places.Value.ToTorchParameter();
    private readonly Block[] _blocks = [.. like.Blocks.Select(static b => new Block(b))];
    private readonly Normalization _last = new(like.Last);
    private readonly TorchLinear _head = new(like.Head);

    public IEnumerable<TorchParameter> Parameters =>
        [_tokens, _places, .. _blocks.SelectMany(static b => b.Parameters), .. _last.Parameters, .. _head.Parameters];

    public torch.Tensor Forward(torch.Tensor text)
    {
        var x = _tokens.index_select(0, text.flatten()).view(text.shape[0], CharGpt.Context, CharGpt.Width) + _places;
        foreach (Block block in _blocks) x = block.Forward(x);
        return _head.Forward(_last.Forward(x));
    }

    private sealed class Normalization(LayerNorm like)
    {
        private readonly TorchParameter _scale = like.Scale.Value.ToTorchParameter(), _shift = like.Shift.Value.ToTorchParameter();

        public IEnumerable<TorchParameter> Parameters => [_scale, _shift];

        public torch.Tensor Forward(torch.Tensor x) => layer_norm(x, [CharGpt.Width], _scale, _shift);
    }

    private sealed class Block(CharGpt.Block like)
    {
        private readonly Normalization _first = new(like.First), _second = new(like.Second);
        private readonly TorchLinear _queriesKeysValues = new(like.QueriesKeysValues), _mixed = new(like.Mixed);
        private readonly TorchLinear _wide = new(like.Wide), _narrow = new(like.Narrow);

        public IEnumerable<TorchParameter> Parameters =>
        [
            .. _first.Parameters, .. _queriesKeysValues.Parameters, .. _mixed.Parameters,
            .. _second.Parameters, .. _wide.Parameters, .. _narrow.Parameters,
        ];

        public torch.Tensor Forward(torch.Tensor x)
        {
            x = x + Attend(_first.Forward(x));
            return x + _narrow.Forward(gelu(_wide.Forward(_second.Forward(x))));
        }

        private torch.Tensor Attend(torch.Tensor x)
        {
            var parts = _queriesKeysValues.Forward(x)
                .view(x.shape[0], CharGpt.Context, 3, CharGpt.Heads, CharGpt.Width / CharGpt.Heads).permute(2, 0, 3, 1, 4);
            var mixed = scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true);
            return _mixed.Forward(mixed.permute(0, 2, 1, 3).reshape(x.shape[0], CharGpt.Context, CharGpt.Width));
        }
    }
}
