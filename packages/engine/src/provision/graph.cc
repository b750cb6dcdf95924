// Functions of TensorFlow, made of operations that the package's binding would run one by one. It adds to the package's
// module what its own sources lack: a graph that is built operation by operation, which tells the type and shape of each
// output, and is then registered as a function of the eager context. `executeOp` calls such a function by its name.
#include <node_api.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

// The package's sources are compiled with these two names replaced (see compile-binding.ts): this file has the originals.
#undef TFE_NewContext
#include "tensorflow/c/eager/c_api.h"

namespace {

TFE_Context *eager_context = nullptr;

struct Status {
  TF_Status *status = TF_NewStatus();
  ~Status() { TF_DeleteStatus(status); }
  bool ok() const { return TF_GetCode(status) == TF_OK; }
};

struct Graph {
  TF_Graph *graph = TF_NewGraph();
  std::vector<TF_Operation *> operations;
  ~Graph() { TF_DeleteGraph(graph); }
};

napi_value Throw(napi_env env, const std::string &message) {
  napi_throw_error(env, nullptr, message.c_str());
  return nullptr;
}

std::string StringOf(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, &text[0], length + 1, &length);
  return text;
}

napi_value Property(napi_env env, napi_value object, const char *name) {
  napi_value value;
  napi_get_named_property(env, object, name, &value);
  return value;
}

napi_value Element(napi_env env, napi_value array, uint32_t index) {
  napi_value value;
  napi_get_element(env, array, index, &value);
  return value;
}

/** What a function of N-API tells of a value; nothing, if the value is of another type. */
template <typename T>
T Told(napi_env env, napi_value value, napi_status (*tell)(napi_env, napi_value, T *)) {
  T told{};
  tell(env, value, &told);
  return told;
}

uint32_t LengthOf(napi_env env, napi_value array) { return Told<uint32_t>(env, array, napi_get_array_length); }
bool IsArray(napi_env env, napi_value value) { return Told<bool>(env, value, napi_is_array); }
int64_t IntOf(napi_env env, napi_value value) { return Told<int64_t>(env, value, napi_get_value_int64); }
double FloatOf(napi_env env, napi_value value) { return Told<double>(env, value, napi_get_value_double); }
bool BoolOf(napi_env env, napi_value value) { return Told<bool>(env, value, napi_get_value_bool); }

std::vector<int64_t> IntsOf(napi_env env, napi_value array) {
  std::vector<int64_t> numbers(LengthOf(env, array));
  for (uint32_t i = 0; i < numbers.size(); i++) numbers[i] = IntOf(env, Element(env, array, i));
  return numbers;
}

Graph *GraphOf(napi_env env, napi_value value) {
  void *graph = nullptr;
  napi_get_value_external(env, value, &graph);
  return static_cast<Graph *>(graph);
}

/** Whether all of these are places in the graph. */
bool AreIn(const Graph *graph, const std::vector<int64_t> &places, size_t step = 1) {
  for (size_t i = 0; i < places.size(); i += step)
    if (places[i] < 0 || places[i] >= static_cast<int64_t>(graph->operations.size())) return false;
  return true;
}

const char kNoOperation[] = "there is no such operation in the graph";

std::vector<TF_Output> OutputsAt(const Graph *graph, const std::vector<int64_t> &pairs) {
  std::vector<TF_Output> outputs;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2)
    outputs.push_back({graph->operations[pairs[i]], static_cast<int>(pairs[i + 1])});
  return outputs;
}

void SetAttribute(napi_env env, TF_OperationDescription *operation, napi_value attribute, std::string *problem) {
  const std::string name = StringOf(env, Property(env, attribute, "name"));
  const auto type = static_cast<TF_AttrType>(IntOf(env, Property(env, attribute, "type")));
  const napi_value value = Property(env, attribute, "value");
  const bool is_list = type != TF_ATTR_SHAPE && IsArray(env, value);
  switch (type) {
    case TF_ATTR_STRING: {
      if (!is_list) {
        const std::string text = StringOf(env, value);
        TF_SetAttrString(operation, name.c_str(), text.data(), text.size());
        return;
      }
      std::vector<std::string> texts;
      for (uint32_t i = 0; i < LengthOf(env, value); i++) texts.push_back(StringOf(env, Element(env, value, i)));
      std::vector<const void *> data;
      std::vector<size_t> lengths;
      for (const auto &text : texts) {
        data.push_back(text.data());
        lengths.push_back(text.size());
      }
      TF_SetAttrStringList(operation, name.c_str(), data.data(), lengths.data(), static_cast<int>(texts.size()));
      return;
    }
    case TF_ATTR_INT: {
      if (!is_list) return TF_SetAttrInt(operation, name.c_str(), IntOf(env, value));
      const auto numbers = IntsOf(env, value);
      return TF_SetAttrIntList(operation, name.c_str(), numbers.data(), static_cast<int>(numbers.size()));
    }
    case TF_ATTR_FLOAT: {
      if (!is_list) return TF_SetAttrFloat(operation, name.c_str(), static_cast<float>(FloatOf(env, value)));
      std::vector<float> numbers;
      for (uint32_t i = 0; i < LengthOf(env, value); i++)
        numbers.push_back(static_cast<float>(FloatOf(env, Element(env, value, i))));
      return TF_SetAttrFloatList(operation, name.c_str(), numbers.data(), static_cast<int>(numbers.size()));
    }
    case TF_ATTR_BOOL: {
      if (!is_list) return TF_SetAttrBool(operation, name.c_str(), BoolOf(env, value) ? 1 : 0);
      std::vector<unsigned char> flags;
      for (uint32_t i = 0; i < LengthOf(env, value); i++) flags.push_back(BoolOf(env, Element(env, value, i)) ? 1 : 0);
      return TF_SetAttrBoolList(operation, name.c_str(), flags.data(), static_cast<int>(flags.size()));
    }
    case TF_ATTR_TYPE: {
      if (!is_list) return TF_SetAttrType(operation, name.c_str(), static_cast<TF_DataType>(IntOf(env, value)));
      std::vector<TF_DataType> types;
      for (const int64_t one : IntsOf(env, value)) types.push_back(static_cast<TF_DataType>(one));
      return TF_SetAttrTypeList(operation, name.c_str(), types.data(), static_cast<int>(types.size()));
    }
    case TF_ATTR_SHAPE: {
      const auto sizes = IntsOf(env, value);
      return TF_SetAttrShape(operation, name.c_str(), sizes.data(), static_cast<int>(sizes.size()));
    }
    default:
      *problem = "an attribute of type " + std::to_string(type);
  }
}

/** `newGraph()`. */
napi_value NewGraph(napi_env env, napi_callback_info) {
  napi_value external;
  napi_create_external(
      env, new Graph(), [](napi_env, void *data, void *) { delete static_cast<Graph *>(data); }, nullptr, &external);
  return external;
}

/** The outputs of an operation that was added: `[{ dtype, shape }, ...]`; a shape that is not known is null. */
napi_value OutputsOf(napi_env env, Graph *graph, TF_Operation *operation) {
  graph->operations.push_back(operation);
  napi_value outputs;
  const int count = TF_OperationNumOutputs(operation);
  napi_create_array_with_length(env, count, &outputs);
  for (int i = 0; i < count; i++) {
    const TF_Output output{operation, i};
    napi_value told, dtype, shape;
    napi_create_object(env, &told);
    napi_create_int32(env, TF_OperationOutputType(output), &dtype);
    Status status;
    const int rank = TF_GraphGetTensorNumDims(graph->graph, output, status.status);
    std::vector<int64_t> sizes(rank > 0 ? rank : 0);
    if (rank > 0) TF_GraphGetTensorShape(graph->graph, output, sizes.data(), rank, status.status);
    bool is_known = status.ok() && rank >= 0;
    for (const int64_t size : sizes) is_known = is_known && size >= 0;
    if (is_known) {
      napi_create_array_with_length(env, rank, &shape);
      for (int d = 0; d < rank; d++) {
        napi_value size;
        napi_create_int64(env, sizes[d], &size);
        napi_set_element(env, shape, d, size);
      }
    } else {
      napi_get_null(env, &shape);
    }
    napi_set_named_property(env, told, "dtype", dtype);
    napi_set_named_property(env, told, "shape", shape);
    napi_set_element(env, outputs, i, told);
  }
  return outputs;
}

/**
 * `addOperation(graph, name, attributes, inputs, groups, controls, shapes)`: an operation on outputs of earlier ones.
 * `inputs`: pairs of an operation's place in the graph and its output's. `groups`: for each argument, how many inputs its
 * list has, or -1 for a single one. `controls`: operations that must have run before. `shapes`: those of its outputs,
 * where TensorFlow can't know them; else null. Throws what TensorFlow says.
 */
napi_value AddOperation(napi_env env, napi_callback_info info) {
  size_t count = 7;
  napi_value args[7];
  napi_get_cb_info(env, info, &count, args, nullptr, nullptr);
  Graph *graph = GraphOf(env, args[0]);
  const std::string type = StringOf(env, args[1]);
  // Told in errors: `{{node n12_MatMul}}`.
  const std::string name = "n" + std::to_string(graph->operations.size()) + "_" + type;
  const auto pairs = IntsOf(env, args[3]);
  const auto controls = IntsOf(env, args[5]);
  if (!AreIn(graph, pairs, 2) || !AreIn(graph, controls)) return Throw(env, kNoOperation);
  const auto inputs = OutputsAt(graph, pairs);

  TF_OperationDescription *operation = TF_NewOperation(graph->graph, type.c_str(), name.c_str());
  size_t used = 0;
  for (const int64_t size : IntsOf(env, args[4])) {
    if (used + (size < 0 ? 1 : size) > inputs.size()) return Throw(env, type + " is asked for with too few inputs");
    if (size < 0) {
      TF_AddInput(operation, inputs[used++]);
    } else {
      TF_AddInputList(operation, inputs.data() + used, static_cast<int>(size));
      used += size;
    }
  }
  std::string problem;
  for (uint32_t i = 0; i < LengthOf(env, args[2]); i++)
    SetAttribute(env, operation, Element(env, args[2], i), &problem);
  for (const int64_t control : controls) TF_AddControlInput(operation, graph->operations[control]);
  Status status;
  TF_Operation *added = TF_FinishOperation(operation, status.status);
  if (!status.ok()) return Throw(env, TF_Message(status.status));
  if (!problem.empty()) return Throw(env, type + " has " + problem);
  for (uint32_t i = 0; IsArray(env, args[6]) && i < LengthOf(env, args[6]); i++) {
    const napi_value shape = Element(env, args[6], i);
    if (!IsArray(env, shape)) continue;
    const auto sizes = IntsOf(env, shape);
    const TF_Output output{added, static_cast<int>(i)};
    TF_GraphSetTensorShape(graph->graph, output, sizes.data(), static_cast<int>(sizes.size()), status.status);
    if (!status.ok()) return Throw(env, TF_Message(status.status));
  }
  return OutputsOf(env, graph, added);
}

size_t BytesOf(napi_typedarray_type type) {
  switch (type) {
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_int32_array:
    case napi_uint32_array:
    case napi_float32_array:
      return 4;
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array:
      return 8;
    default:
      return 1;
  }
}

/** `addConstant(graph, dtype, shape, values)`: `values` are a typed array, which is copied. */
napi_value AddConstant(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value args[4];
  napi_get_cb_info(env, info, &count, args, nullptr, nullptr);
  Graph *graph = GraphOf(env, args[0]);
  const auto dtype = static_cast<TF_DataType>(IntOf(env, args[1]));
  const auto shape = IntsOf(env, args[2]);
  napi_typedarray_type type;
  size_t length = 0;
  void *data = nullptr;
  if (napi_get_typedarray_info(env, args[3], &type, &length, &data, nullptr, nullptr) != napi_ok)
    return Throw(env, "the values of a constant are not a typed array");
  size_t size = TF_DataTypeSize(dtype);
  for (const int64_t one : shape) size *= one;
  if (size != length * BytesOf(type)) return Throw(env, "the values of a constant do not fill its shape");
  const std::string name = "n" + std::to_string(graph->operations.size());
  TF_Tensor *tensor = TF_AllocateTensor(dtype, shape.data(), static_cast<int>(shape.size()), size);
  if (size > 0) std::memcpy(TF_TensorData(tensor), data, size);
  TF_OperationDescription *operation = TF_NewOperation(graph->graph, "Const", name.c_str());
  Status status;
  TF_SetAttrTensor(operation, "value", tensor, status.status);
  TF_SetAttrType(operation, "dtype", dtype);
  TF_Operation *added = TF_FinishOperation(operation, status.status);
  TF_DeleteTensor(tensor);
  if (!status.ok()) return Throw(env, TF_Message(status.status));
  return OutputsOf(env, graph, added);
}

/**
 * `addFunction(graph, name, inputs, outputs, effects)`: registers a graph as a function that `executeOp` can call.
 * `effects`: operations that run though no output needs them.
 */
napi_value AddFunction(napi_env env, napi_callback_info info) {
  size_t count = 5;
  napi_value args[5];
  napi_get_cb_info(env, info, &count, args, nullptr, nullptr);
  Graph *graph = GraphOf(env, args[0]);
  const std::string name = StringOf(env, args[1]);
  const auto taken = IntsOf(env, args[2]);
  const auto given = IntsOf(env, args[3]);
  const auto places = IntsOf(env, args[4]);
  if (!AreIn(graph, taken, 2) || !AreIn(graph, given, 2) || !AreIn(graph, places)) return Throw(env, kNoOperation);
  const auto inputs = OutputsAt(graph, taken);
  const auto outputs = OutputsAt(graph, given);
  std::vector<const TF_Operation *> effects;
  for (const int64_t one : places) effects.push_back(graph->operations[one]);
  Status status;
  TF_Function *function = TF_GraphToFunctionWithControlOutputs(
      graph->graph, name.c_str(), 0, -1, nullptr, static_cast<int>(inputs.size()), inputs.data(),
      static_cast<int>(outputs.size()), outputs.data(), nullptr, static_cast<int>(effects.size()), effects.data(),
      nullptr, nullptr, nullptr, status.status);
  if (!status.ok()) return Throw(env, TF_Message(status.status));
  TFE_ContextAddFunction(eager_context, function, status.status);
  TF_DeleteFunction(function);
  if (!status.ok()) return Throw(env, TF_Message(status.status));
  return nullptr;
}

/** `removeFunction(name)`. */
napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value name;
  napi_get_cb_info(env, info, &count, &name, nullptr, nullptr);
  Status status;
  TFE_ContextRemoveFunction(eager_context, StringOf(env, name).c_str(), status.status);
  if (!status.ok()) return Throw(env, TF_Message(status.status));
  return nullptr;
}

}  // namespace

/** What the package's sources call in place of TFE_NewContext. */
extern "C" TFE_Context *infoplane_new_context(const TFE_ContextOptions *options, TF_Status *status) {
  eager_context = TFE_NewContext(options, status);
  return eager_context;
}

/** The package's own module function, by the name that it is compiled with. */
extern "C" napi_value infoplane_package_module_1(napi_env env, napi_value exports);

extern "C" __attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  exports = infoplane_package_module_1(env, exports);
  const napi_property_descriptor functions[] = {
      {"newGraph", nullptr, NewGraph, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"addOperation", nullptr, AddOperation, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"addConstant", nullptr, AddConstant, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"addFunction", nullptr, AddFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions);
  return exports;
}
