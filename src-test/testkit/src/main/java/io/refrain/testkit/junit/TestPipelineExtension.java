package io.refrain.testkit.junit;

import java.lang.reflect.Method;
import org.apache.beam.sdk.testing.TestPipeline;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * Gives a test the {@link TestPipeline} it asks for as a parameter, and fails the test if it builds
 * a pipeline and forgets to run it, or adds transforms or {@code PAssert}s after the run.
 *
 * <p>The pipeline is Beam's own, with its own rule applied around the test, so its messages and its
 * options ({@code beamTestPipelineOptions}) are those of the Beam that is used. Each test has its
 * own; all parameters of one test are the same one. A test that does not ask is left alone. Needs
 * JUnit 4 on the class path, as {@link TestPipeline} is a rule of it.
 *
 * <pre>{@code
 * @ExtendWith(TestPipelineExtension.class)
 * class OrdersTest {
 *   @Test
 *   void keepsTheLatest(TestPipeline pipeline) {
 *     PCollection<Integer> latest = pipeline.apply(Create.of(1, 2, 2)).apply(Distinct.create());
 *     PAssert.that(latest).containsInAnyOrder(1, 2);
 *     pipeline.run().waitUntilFinish();
 *   }
 * }
 * }</pre>
 */
public final class TestPipelineExtension implements ParameterResolver, InvocationInterceptor {
  private static final Namespace NAMESPACE = Namespace.create(TestPipelineExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestPipeline.class
        && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            context.getUniqueId(), id -> TestPipeline.create(), TestPipeline.class);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation, method, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation, method, context);
  }

  private static void run(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    TestPipeline pipeline =
        context.getStore(NAMESPACE).get(context.getUniqueId(), TestPipeline.class);
    if (pipeline == null) {
      invocation.proceed();
      return;
    }
    Statement test =
        new Statement() {
          @Override
          public void evaluate() throws Throwable {
            invocation.proceed();
          }
        };
    pipeline
        .apply(
            test,
            Description.createTestDescription(
                method.getTargetClass(), method.getExecutable().getName()))
        .evaluate();
  }
}
